import * as z from 'zod/mini';
import type { EventContract } from '../contracts/cloud-event.ts';
import { EVENTS } from '../contracts/events.ts';

/** What one version of an event looks like in Kafka. */
export interface EventSchema {
  /** `ce_type` */
  readonly type: string;
  /** JSON Schema, draft 7, of the record's value. */
  readonly value: Readonly<Record<string, unknown>>;
}

type DescribedEvent = Pick<EventContract<unknown>, 'topic' | 'source' | 'versions'>;

const KAFKA_BINDING = '0.5.0';
const KEY = { type: 'string', description: 'The id of the order: all events of one order share a partition.' };

/** The headers of every event: CloudEvents 1.0 in Kafka's binary mode, and W3C Trace Context. */
const headersOf = ({ source }: DescribedEvent, type: string) => ({
  type: 'object',
  required: [
    ...['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_subject', 'ce_time', 'ce_partitionkey'],
    ...['content-type', 'traceparent'],
  ],
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: { type: 'string', description: 'The same for every copy of an event: what a consumer recognises it by.' },
    ce_type: { const: type },
    ce_source: { const: source },
    ce_subject: { type: 'string', description: 'The id of the order.' },
    ce_time: { type: 'string', format: 'date-time' },
    ce_partitionkey: { type: 'string' },
    ce_sequence: {
      type: 'string',
      pattern: '^[1-9][0-9]*$',
      description: "The event's number among the events of its order, where they are numbered.",
    },
    'content-type': { const: 'application/json' },
    traceparent: { type: 'string' },
  },
});

/** Every version of every event as JSON Schema. A field that is not named may be there: later versions add some. */
export const eventSchemas = (): EventSchema[] =>
  Object.values(EVENTS).flatMap(({ versions }) =>
    Object.entries(versions).map(([type, schema]) => ({
      type,
      // As it is in Kafka, not as an older version is read.
      value: { title: type, ...z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }) },
    })),
  );

/** AsyncAPI 3.0: topics without a stage's prefix, what is sent there, and how it is keyed. */
export function asyncApi(): object {
  const schemas = new Map(eventSchemas().map(({ type, value: { $schema: _, ...value } }) => [type, value]));
  const events = Object.entries(EVENTS);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'chargeonce events',
      version: '1.0.0',
      description:
        'Each event is delivered at least once; ce_id is the same in every copy. A stage may prefix the topics. ' +
        'docs/contracts.md says what an event means and how its versions change.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(events.map(([name, event]) => [name, channelOf(event)])),
    operations: Object.fromEntries(events.map(([name, event]) => [`send-${name}`, operationOf(name, event)])),
    components: {
      messages: Object.fromEntries(
        events.flatMap(([, event]) =>
          Object.keys(event.versions).map((type) => [type, messageOf(event, type, schemas.get(type))]),
        ),
      ),
    },
  };
}

const channelOf = ({ topic, versions }: DescribedEvent) => ({
  address: topic,
  messages: Object.fromEntries(Object.keys(versions).map((type) => [type, { $ref: `#/components/messages/${type}` }])),
  bindings: { kafka: { topic, bindingVersion: KAFKA_BINDING } },
});

const operationOf = (name: string, { versions }: DescribedEvent) => ({
  action: 'send',
  channel: { $ref: `#/channels/${name}` },
  messages: Object.keys(versions).map((type) => ({ $ref: `#/channels/${name}/messages/${type}` })),
});

const messageOf = (event: DescribedEvent, type: string, payload: object | undefined) => ({
  name: type,
  contentType: 'application/json',
  headers: headersOf(event, type),
  payload,
  bindings: { kafka: { key: KEY, bindingVersion: KAFKA_BINDING } },
});
