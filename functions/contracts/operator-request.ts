import * as z from 'zod/mini';
import { SourceRecord } from './cloud-event.ts';
import { CONSUMER_NAMES } from './events.ts';
import { EncodedRecord, QuarantineResponse } from './quarantined-record.ts';

/** What is left to read of a topic as it was when the reading began. */
export const PageCursor = z.array(z.object({ partition: z.int(), next: z.int(), end: z.int() }));
export type PageCursor = z.infer<typeof PageCursor>;

/** A part of a quarantine topic; without a cursor, its beginning. */
const QuarantinePage = z.object({
  /** The topic that the records came from. */
  topic: z.string().check(z.minLength(1)),
  consumer: z.enum(CONSUMER_NAMES),
  cursor: z.optional(PageCursor),
  /** How many records are looked at, at most. */
  limit: z.int().check(z.gte(1), z.lte(500)),
  /** Only records with this error. */
  error: z.optional(z.string()),
});

/** Asks kafka-operator for the record at one place. */
export const ReadRecordRequest = z.object({
  action: z.literal('read-record'),
  topic: z.string().check(z.minLength(1)),
  partition: z.int().check(z.gte(0)),
  offset: z.int().check(z.gte(0)),
});
export type ReadRecordRequest = z.infer<typeof ReadRecordRequest>;

/** Null where the topic no longer holds the record, or not yet. */
export const ReadRecordResponse = z.object({ record: z.nullable(EncodedRecord) });
export type ReadRecordResponse = z.infer<typeof ReadRecordResponse>;

/** Asks kafka-operator for the records of a topic, page by page; without a cursor, from its beginning to its end of now. */
export const ReadRecordsRequest = z.object({
  action: z.literal('read-records'),
  topic: z.string().check(z.minLength(1)),
  cursor: z.optional(PageCursor),
  /** How many records a page has at most; fewer where they are large. */
  limit: z.int().check(z.gte(1), z.lte(5_000)),
});
export type ReadRecordsRequest = z.infer<typeof ReadRecordsRequest>;

/** `cursor` is null when there is no more. */
export const ReadRecordsResponse = z.object({ records: z.array(EncodedRecord), cursor: z.nullable(PageCursor) });
export type ReadRecordsResponse = z.infer<typeof ReadRecordsResponse>;

/** Asks kafka-operator what is in quarantine, page by page. */
export const ListQuarantinedRequest = z.extend(QuarantinePage, { action: z.literal('list-quarantined') });
export type ListQuarantinedRequest = z.infer<typeof ListQuarantinedRequest>;

/** A record in quarantine, without its value. What only quarantine's headers say is null where they are missing. */
export const QuarantinedRecord = z.object({
  place: SourceRecord,
  /** As text; null where it has none. */
  key: z.nullable(z.string()),
  bytes: z.int(),
  original: z.nullable(SourceRecord),
  error: z.nullable(z.string()),
  message: z.nullable(z.string()),
  attempts: z.int(),
  firstFailedAt: z.nullable(z.string()),
  lastFailedAt: z.nullable(z.string()),
  /** The record in this quarantine that was put back and came here again as this one: `<topic>-<partition>@<offset>`. */
  redrivenFrom: z.nullable(z.string()),
});
export type QuarantinedRecord = z.infer<typeof QuarantinedRecord>;

/** `cursor` is null when there is no more. */
export const ListQuarantinedResponse = z.object({
  records: z.array(QuarantinedRecord),
  cursor: z.nullable(PageCursor),
});
export type ListQuarantinedResponse = z.infer<typeof ListQuarantinedResponse>;

/** Asks kafka-operator to put quarantined records back into their topic, page by page. */
export const RedriveRequest = z.extend(QuarantinePage, {
  action: z.literal('redrive'),
  /** Decides, and writes nothing. */
  dryRun: z.boolean(),
  /** Records that were put back and came to this quarantine again: only their last copies are put back. */
  superseded: z.optional(z.array(z.object({ partition: z.int(), offset: z.int() }))),
});
export type RedriveRequest = z.infer<typeof RedriveRequest>;

/** A record that stays in quarantine alone, and why. */
export const Refusal = z.object({ place: QuarantineResponse, error: z.nullable(z.string()), reason: z.string() });
export type Refusal = z.infer<typeof Refusal>;

/** What became of a page; `cursor` is null when there is no more. */
export const RedriveResponse = z.object({
  /** Put back; in a dry run, those that would be. */
  redriven: z.int(),
  /** Passed over for having another error than the one asked for. */
  others: z.int(),
  /** Passed over for having a later copy in this quarantine. */
  superseded: z.int(),
  refused: z.array(Refusal),
  cursor: z.nullable(PageCursor),
});
export type RedriveResponse = z.infer<typeof RedriveResponse>;

/** Asks kafka-operator how much lies in quarantine; a schedule asks, so that the answer becomes a gauge. */
export const QuarantineDepthRequest = z.object({
  action: z.literal('quarantine-depth'),
  topics: z.array(z.string().check(z.minLength(1))),
});
export type QuarantineDepthRequest = z.infer<typeof QuarantineDepthRequest>;

/** Records that the topics hold. Also redriven ones: nothing leaves a topic before it expires. */
export interface QuarantineDepthResponse {
  readonly records: number;
  readonly byTopic: Readonly<Record<string, number>>;
}

/** Asks kafka-operator how far a consumer group is in a topic. */
export const ConsumerLagRequest = z.object({
  action: z.literal('consumer-lag'),
  group: z.string().check(z.minLength(1)),
  topic: z.string().check(z.minLength(1)),
});
export type ConsumerLagRequest = z.infer<typeof ConsumerLagRequest>;

export const ConsumerLagResponse = z.object({
  /** How many consumers the group has now. */
  members: z.int(),
  partitions: z.array(
    z.object({
      partition: z.int(),
      /** The next offset that the group will read; null where it never committed one. */
      committed: z.nullable(z.int()),
      end: z.int(),
      /** Records that the group has not done yet. */
      lag: z.int(),
    }),
  ),
});
export type ConsumerLagResponse = z.infer<typeof ConsumerLagResponse>;

/** Asks kafka-operator for the partitions of a topic. */
export const DescribeTopicRequest = z.object({
  action: z.literal('describe-topic'),
  topic: z.string().check(z.minLength(1)),
});
export type DescribeTopicRequest = z.infer<typeof DescribeTopicRequest>;

export const DescribeTopicResponse = z.object({
  partitions: z.array(
    z.object({
      partition: z.int(),
      /** The first offset that it still holds, and the one behind its last. */
      begin: z.int(),
      end: z.int(),
      /** The id of the broker that leads it; null where none does. */
      leader: z.nullable(z.int()),
    }),
  ),
});
export type DescribeTopicResponse = z.infer<typeof DescribeTopicResponse>;

/** Where a group is to go on reading. `timestamp`: with the first record from then on, in milliseconds since the epoch. */
export const OffsetTarget = z.union([
  z.enum(['earliest', 'latest']),
  z.object({ timestamp: z.int() }),
  z.object({ offsets: z.array(z.object({ partition: z.int(), offset: z.int() })) }),
]);
export type OffsetTarget = z.infer<typeof OffsetTarget>;

/** Asks kafka-operator to set where a consumer group without members goes on. */
export const ResetOffsetsRequest = z.object({
  action: z.literal('reset-offsets'),
  group: z.string().check(z.minLength(1)),
  topic: z.string().check(z.minLength(1)),
  to: OffsetTarget,
  /** Answers what would be set, also while the group has members. */
  dryRun: z.boolean(),
});
export type ResetOffsetsRequest = z.infer<typeof ResetOffsetsRequest>;

export const ResetOffsetsResponse = z.object({
  /** Why nothing was set; null where it was. */
  refused: z.nullable(z.string()),
  partitions: z.array(z.object({ partition: z.int(), from: z.nullable(z.int()), to: z.int() })),
});
export type ResetOffsetsResponse = z.infer<typeof ResetOffsetsResponse>;

/** All that kafka-operator may be asked. */
export const OperatorRequest = z.discriminatedUnion('action', [
  ReadRecordRequest,
  ReadRecordsRequest,
  ListQuarantinedRequest,
  RedriveRequest,
  QuarantineDepthRequest,
  ConsumerLagRequest,
  ResetOffsetsRequest,
  DescribeTopicRequest,
]);
export type OperatorRequest = z.infer<typeof OperatorRequest>;
