import * as z from 'zod/mini';
import { askKafka, consumersOf } from '../../cli/ops/ask-kafka.ts';
import { masked } from '../../cli/ops/command.ts';
import type { System } from '../../cli/ops/system.ts';
import { EVENTS, type EventName } from '../../functions/contracts/events.ts';
import {
  DescribeTopicResponse,
  type PageCursor,
  ReadRecordsResponse,
} from '../../functions/contracts/operator-request.ts';
import { type EncodedRecord, quarantineTopic } from '../../functions/contracts/quarantined-record.ts';
import { topicOutput } from '../../lib/brokers/kafka.ts';
import type { RecordsPage, RecordView, TopicView } from '../contract/console-views.ts';
import type { LagView } from '../contract/live-events.ts';

type LagHistory = (topic: string, partition: number) => readonly number[];

/** The topics of the consumers, and their quarantines. */
function shownTopics(system: System) {
  const consumers = consumersOf(system);
  return [
    ...consumers.map(({ topic, name }) => ({ topic, consumer: name, isQuarantine: false })),
    ...consumers.map(({ topic, name }) => ({
      topic: quarantineTopic(topic, name),
      consumer: name,
      isQuarantine: true,
    })),
  ];
}

/** Also of an event that nothing here consumes. */
export const isTopicOf = (system: System, topic: string) =>
  [
    ...shownTopics(system).map((shown) => shown.topic),
    ...(Object.keys(EVENTS) as EventName[]).map((event) => system.outputs[topicOutput(event)]),
  ].includes(topic);

/** Every topic of the system with its partitions, those of the events first. */
export async function readTopics(
  system: System,
  lags: readonly LagView[],
  history: LagHistory,
): Promise<readonly TopicView[]> {
  const topics = shownTopics(system);
  return Promise.all(
    topics.map(async (view) => {
      const { partitions } = await describe(system, view.topic);
      const lag = view.isQuarantine ? undefined : lags.find(({ consumer }) => consumer === view.consumer);
      return {
        ...view,
        partitions: partitions.map((partition) => {
          const own = lag?.partitions.find((one) => one.partition === partition.partition);
          return {
            ...partition,
            committed: own?.committed ?? null,
            lag: own?.lag ?? 0,
            history: view.isQuarantine ? [] : history(view.topic, partition.partition),
          };
        }),
      };
    }),
  );
}

const describe = (system: System, topic: string) =>
  askKafka(system, { action: 'describe-topic', topic }, DescribeTopicResponse);

export interface RecordsWanted {
  readonly topic: string;
  /** Undefined: all. */
  readonly partition?: number | undefined;
  /** The first offset; undefined: the end of the topic. */
  readonly offset?: number | undefined;
  /** Only records from then on, in milliseconds since the epoch. */
  readonly from?: number | undefined;
  /** Only records with this key. */
  readonly key?: string | undefined;
  readonly limit: number;
}

/** A search looks at so many of the last records of each partition. */
const SEARCHED = 20_000;
const PAGE = 2_000;

/** Some records of a topic: from a place on, or the last ones, those of the latest time first. */
export async function readRecordsOf(system: System, wanted: RecordsWanted): Promise<RecordsPage> {
  const { partitions } = await describe(system, wanted.topic);
  const from = partitions
    .filter(({ partition }) => wanted.partition === undefined || wanted.partition === partition)
    .map(({ partition, begin, end }) => ({ partition, next: Math.max(begin, startOf(wanted, end)), end }))
    .filter(({ next, end }) => next < end);
  const found = from.length === 0 ? [] : await readFrom(system, wanted, from);
  const views = found.map((record) => viewOf(record, system.stage === 'local' ? (text) => text : masked));
  const forward = wanted.offset !== undefined || wanted.from !== undefined;
  return { records: forward ? views : views.sort(byTime).slice(0, wanted.limit) };
}

function startOf({ offset, from, key, limit }: RecordsWanted, end: number): number {
  if (offset !== undefined) return offset;
  return end - (key !== undefined || from !== undefined ? SEARCHED : limit);
}

async function readFrom(system: System, wanted: RecordsWanted, from: PageCursor): Promise<EncodedRecord[]> {
  const found: EncodedRecord[] = [];
  const isForward = wanted.offset !== undefined || wanted.from !== undefined;
  let cursor: PageCursor | null = from;
  while (cursor !== null && !(isForward && found.length >= wanted.limit)) {
    const page: ReadRecordsResponse = await askKafka(
      system,
      { action: 'read-records', topic: wanted.topic, cursor, limit: isForward ? wanted.limit : PAGE },
      ReadRecordsResponse,
    );
    found.push(...page.records.filter((record) => isWanted(record, wanted)));
    cursor = page.cursor;
  }
  return isForward ? found.slice(0, wanted.limit) : found;
}

const isWanted = ({ key, timestamp }: EncodedRecord, { key: wantedKey, from }: RecordsWanted) =>
  (wantedKey === undefined || textOf(key) === wantedKey) && (from === undefined || timestamp >= from);

const byTime = (one: RecordView, other: RecordView) =>
  (other.timestamp ?? 0) - (one.timestamp ?? 0) || other.offset - one.offset;

const textOf = (base64: string | null) => (base64 === null ? null : Buffer.from(base64, 'base64').toString());

const OrderData = z.object({ orderId: z.string() });

/** A record as a person reads it. */
export function viewOf(record: EncodedRecord, shown: (text: string) => string): RecordView {
  const { topic, partition, offset, timestamp } = record;
  const value = textOf(record.value);
  const headers = record.headers.map(({ name, value: bytes }) => ({ name, value: textOf(bytes) }));
  const attribute = (name: string) => headers.findLast((header) => header.name === `ce_${name}`)?.value ?? undefined;
  const data = parsed(value === null ? '' : shown(value));
  const isEvent = attribute('id') !== undefined && attribute('type') !== undefined;
  return {
    topic,
    partition,
    offset,
    timestamp: timestamp < 0 ? null : timestamp,
    key: textOf(record.key),
    headers,
    value: value === null ? null : shown(value),
    event: isEvent
      ? { id: attribute('id'), type: attribute('type'), source: attribute('source'), time: attribute('time'), data }
      : null,
    orderId: z.safeParse(OrderData, data).data?.orderId ?? null,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
