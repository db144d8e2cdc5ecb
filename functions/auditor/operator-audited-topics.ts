import * as z from 'zod/mini';
import type { EventContract } from '../contracts/cloud-event.ts';
import { CONSUMERS, EVENTS } from '../contracts/events.ts';
import {
  type DescribeTopicRequest,
  DescribeTopicResponse,
  type OperatorRequest,
  type PageCursor,
  ReadRecordResponse,
  type ReadRecordsRequest,
  ReadRecordsResponse,
  type ResetOffsetsRequest,
  ResetOffsetsResponse,
} from '../contracts/operator-request.ts';
import type { OrderCancelled } from '../contracts/order-cancelled.ts';
import type { OrderPlaced } from '../contracts/order-placed.ts';
import type { PaymentDecided } from '../contracts/payment-decided.ts';
import type { EncodedRecord } from '../contracts/quarantined-record.ts';
import { eventIdOf, PoisonRecordError, readEvent } from '../platform/decode-event.ts';
import { decodeRecord } from '../platform/kafka-record.ts';
import type { AuditedData, AuditedEvent, AuditedTopics, TopicCoverage, TopicEvent } from './audit-sources.ts';

interface OperatorTopicsDeps {
  /** Asks kafka-operator: nobody else has a way to the brokers. */
  readonly ask: (request: OperatorRequest) => Promise<unknown>;
  /** The topic of each event, and a consumer group of it, of which nothing is changed. */
  readonly topicOf: (event: AuditedEvent) => { readonly topic: string; readonly group: string };
}

/** Where the events are, in the topics with this prefix. */
export const auditedTopicOf =
  (topicPrefix: string): OperatorTopicsDeps['topicOf'] =>
  (event) => {
    const consumer = Object.values(CONSUMERS).find((one) => one.event === event);
    if (consumer === undefined) throw new Error(`Nobody consumes ${event}.`);
    return { topic: topicPrefix + EVENTS[event].topic, group: topicPrefix + consumer.name };
  };

const PAGE_SIZE = 5_000;

/** The topics, read by place through kafka-operator; changes nothing. */
export function operatorAuditedTopics({ ask, topicOf }: OperatorTopicsDeps): AuditedTopics {
  const startOf = async (topic: string, group: string, since: number) => {
    const request: ResetOffsetsRequest = {
      ...{ action: 'reset-offsets', topic, group, to: { timestamp: since } },
      // What it would set is where the reading begins.
      dryRun: true,
    };
    const { partitions } = z.parse(ResetOffsetsResponse, await ask(request));
    return new Map(partitions.map(({ partition, to }) => [partition, to]));
  };
  const readPages = async (topic: string, from: PageCursor, visit: (record: EncodedRecord) => void) => {
    let cursor: PageCursor | null = from;
    while (cursor !== null && cursor.length > 0) {
      const request: ReadRecordsRequest = { action: 'read-records', topic, cursor, limit: PAGE_SIZE };
      const page = z.parse(ReadRecordsResponse, await ask(request));
      for (const record of page.records) visit(record);
      cursor = page.cursor;
    }
  };
  return {
    async read(event, since, visit) {
      const { topic, group } = topicOf(event);
      const starts = await startOf(topic, group, since);
      const describe: DescribeTopicRequest = { action: 'describe-topic', topic };
      const { partitions } = z.parse(DescribeTopicResponse, await ask(describe));
      const coverage = coverageFrom(topic, since);
      const spans = partitions.map(({ partition, begin, end }) => {
        const next = Math.max(begin, starts.get(partition) ?? end);
        coverage.begin(partition, { next, isWhole: next > begin || begin === 0 });
        return { partition, next, end };
      });
      await readPages(
        topic,
        spans.filter(({ next, end }) => next < end),
        (record) => {
          coverage.seen(record);
          for (const read of eventOf(event, record)) visit(read);
        },
      );
      return coverage.read();
    },
    async idAt({ topic, partition, offset }) {
      const answer = await ask({ action: 'read-record', topic, partition, offset });
      const { record } = z.parse(ReadRecordResponse, answer);
      return record === null ? undefined : (eventIdOf(decodeRecord(record))[0] ?? '');
    },
  };
}

/** What was read of a topic. Where the reading begins with the first record that is kept, older ones may be gone. */
function coverageFrom(topic: string, asked: number) {
  const partitions = new Map<number, number>();
  const cutShort = new Set<number>();
  let since = asked;
  return {
    begin(partition: number, { next, isWhole }: { readonly next: number; readonly isWhole: boolean }) {
      partitions.set(partition, next);
      if (!isWhole) cutShort.add(partition);
    },
    seen({ partition, timestamp }: EncodedRecord) {
      if (cutShort.delete(partition)) since = Math.max(since, timestamp);
    },
    read: (): TopicCoverage => ({ topic, since, partitions }),
  };
}

/** None where the record is no event of this kind: its consumer has quarantined it. */
function eventOf(event: AuditedEvent, record: EncodedRecord): TopicEvent[] {
  const read = <Data>(contract: EventContract<Data>, compared: (data: Data) => AuditedData): TopicEvent => {
    const { id, data } = readEvent(decodeRecord(record), contract);
    const { topic, partition, offset, timestamp } = record;
    return { event, id, topic, partition, offset, timestamp, data: compared(data) };
  };
  try {
    return [READ[event](read)];
  } catch (error) {
    if (error instanceof PoisonRecordError) return [];
    throw error;
  }
}

type ReadAs = <Data>(contract: EventContract<Data>, compared: (data: Data) => AuditedData) => TopicEvent;

const READ: Readonly<Record<AuditedEvent, (read: ReadAs) => TopicEvent>> = {
  orderPlaced: (read) => read<OrderPlaced>(EVENTS.orderPlaced, placedData),
  orderCancelled: (read) => read<OrderCancelled>(EVENTS.orderCancelled, cancelledData),
  paymentDecided: (read) => read<PaymentDecided>(EVENTS.paymentDecided, decidedData),
};

const placedData = ({ orderId, tenant, currency, totalAmount: amount, placedAt }: OrderPlaced): AuditedData => ({
  ...{ orderId, tenant, currency, amount, placedAt: Date.parse(placedAt) },
});

const cancelledData = ({ orderId, tenant, currency, totalAmount: amount }: OrderCancelled): AuditedData => ({
  ...{ orderId, tenant, currency, amount },
});

const decidedData = ({ orderId, tenant, currency, amount, state }: PaymentDecided): AuditedData => ({
  ...{ orderId, tenant, currency, amount, state },
});
