import * as z from 'zod/mini';
import { kafkaRest, reportedFailures, streamRest } from '../lambda-local/event-sources/deliver.ts';
import type { InvokeResponse } from '../lambda-local/functions/invocation.ts';

/** What an order came into a function by. */
export type About =
  | { readonly kind: 'stream-record'; readonly table: string; readonly sequenceNumber: string }
  | { readonly kind: 'kafka-record'; readonly topic: string; readonly partition: number; readonly offset: number }
  | {
      readonly kind: 'request';
      readonly method: string;
      readonly path: string;
      readonly body: string;
      /** The payment intent that it names, or that its response makes. */
      readonly intentId?: string;
    };

/** One order that a function is invoked with. */
export interface Passenger {
  readonly about: About;
  /** Undefined where neither the event nor the response names one. */
  orderIdIn(response: InvokeResponse): string | undefined;
  /** Whether it will be delivered again. */
  hasFailed(response: InvokeResponse): boolean;
}

const StreamEvent = z.object({
  Records: z
    .array(
      z.object({
        eventSourceARN: z.string(),
        dynamodb: z.object({
          SequenceNumber: z.string(),
          Keys: z.record(z.string(), z.object({ S: z.optional(z.string()) })),
        }),
      }),
    )
    .check(z.minLength(1)),
});

const KafkaEvent = z.object({
  records: z.record(
    z.string(),
    z.array(
      z.object({
        topic: z.string(),
        partition: z.number(),
        offset: z.number(),
        key: z.optional(z.nullable(z.string())),
      }),
    ),
  ),
});

const HttpEvent = z.object({
  rawPath: z.string(),
  body: z.optional(z.string()),
  isBase64Encoded: z.boolean(),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
});

const Quarantine = z.object({
  action: z.literal('quarantine'),
  record: z.object({ topic: z.string(), partition: z.number(), offset: z.number(), key: z.nullable(z.string()) }),
});

/** The orders in an event; none where it is of another kind. */
export function passengersOf(event: unknown): readonly Passenger[] {
  const stream = z.safeParse(StreamEvent, event).data;
  if (stream) return streamPassengers(stream);
  const kafka = z.safeParse(KafkaEvent, event).data;
  if (kafka) return kafkaPassengers(kafka);
  const quarantine = z.safeParse(Quarantine, event).data;
  if (quarantine) return kafkaPassengers({ records: { [quarantine.record.topic]: [quarantine.record] } });
  const http = z.safeParse(HttpEvent, event).data;
  return http ? [requestPassenger(http)] : [];
}

const streamPassengers = ({ Records }: z.output<typeof StreamEvent>): Passenger[] => {
  const records = Records.map(({ dynamodb: { SequenceNumber } }) => ({ sequenceNumber: SequenceNumber }));
  return Records.map(({ eventSourceARN, dynamodb: { Keys, SequenceNumber } }, index) => ({
    about: {
      kind: 'stream-record',
      table: eventSourceARN.split('/')[1] ?? '',
      sequenceNumber: SequenceNumber,
    },
    orderIdIn: () => Keys['orderId']?.S ?? Keys['eventId']?.S?.split('.')[0],
    hasFailed: failedBy((failures) => streamRest(records, failures).some((left) => left === records[index])),
  }));
};

const kafkaPassengers = (event: z.output<typeof KafkaEvent>): Passenger[] => {
  const records = Object.entries(event.records).flatMap(([partitionName, own]) =>
    own.map((record) => ({ ...record, partitionName })),
  );
  return records.map(({ topic, partition, offset, key }, index) => ({
    about: { kind: 'kafka-record', topic, partition, offset },
    orderIdIn: () => (key ? Buffer.from(key, 'base64').toString() : undefined),
    hasFailed: failedBy((failures) => kafkaRest(records, failures).some((left) => left === records[index])),
  }));
};

const failedBy = (isLeft: (failures: readonly unknown[]) => boolean) => (response: InvokeResponse) => {
  if (response.kind === 'failed') return true;
  const failures = reportedFailures(response.payload);
  return failures.length > 0 && isLeft(failures);
};

const INTENT = /^\/v1\/payment_intents\/(pi_\w+)/;

function requestPassenger({ rawPath: path, body = '', isBase64Encoded, requestContext }: z.output<typeof HttpEvent>) {
  const { method } = requestContext.http;
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  const named = INTENT.exec(path)?.[1] ?? new URLSearchParams(text).get('payment_intent') ?? undefined;
  const passenger: Passenger = {
    about: { kind: 'request', method, path, body: text, ...(named !== undefined && { intentId: named }) },
    orderIdIn: (response) => /^\/orders\/(ord_[\w-]+)/.exec(path)?.[1] ?? orderIn(text) ?? orderInBody(response),
    hasFailed: (response) => response.kind === 'failed' || (statusOf(response) ?? 200) >= 400,
  };
  return passenger;
}

/** Stripe's form encoding. */
const orderIn = (form: string) => new URLSearchParams(form).get('metadata[orderId]') ?? undefined;

const Response = z.object({ statusCode: z.number(), body: z.optional(z.string()) });

const statusOf = (response: InvokeResponse) =>
  response.kind === 'returned' ? z.safeParse(Response, response.payload).data?.statusCode : undefined;

function orderInBody(response: InvokeResponse): string | undefined {
  if (response.kind === 'failed') return undefined;
  const body = z.safeParse(Response, response.payload).data?.body ?? '';
  return /"orderId":"(ord_[\w-]+)"/.exec(body)?.[1];
}
