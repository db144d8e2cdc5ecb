import * as z from 'zod/mini';
import type { InvokeResponse } from '../functions/invocation.ts';
import { type EventSourceMapping, retryQuota } from './mapping.ts';

export interface Discarded<R> {
  readonly records: readonly R[];
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  readonly invocations: number;
}

/** Hears of what has to be delivered again. */
export interface DeliveryNotices {
  /** The first record of what is left of a batch, and the function's error where it gave one. */
  failed(record: unknown, reason: string | undefined): void;
  /** Each of these records is processed or discarded. */
  ended(records: readonly unknown[]): void;
}

export interface DeliverDeps<R> {
  readonly mapping: EventSourceMapping;
  readonly invoke: (records: readonly R[]) => Promise<InvokeResponse>;
  /** Which records are left when the function reports these failures. */
  readonly restOf: (records: readonly R[], failures: readonly unknown[]) => readonly R[];
  readonly writtenAt: (record: R) => Date;
  /** These records need no further delivery. */
  readonly done: (records: readonly R[]) => Promise<void>;
  readonly discard: (discarded: Discarded<R>) => Promise<void>;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly notices?: DeliveryNotices | undefined;
  readonly now: () => Date;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Delivers one batch until each of its records is processed or discarded; nothing later may be delivered meanwhile. */
export function deliver<R>(deps: DeliverDeps<R>) {
  const { mapping, wait } = deps;
  const quota = retryQuota(mapping);

  const deliverAll = async (batch: readonly R[]): Promise<void> => {
    let rest = batch;
    for (let invocations = 0; ; invocations++) {
      const fresh = await discardExpired(deps, rest, invocations);
      if (fresh.length === 0) return;
      rest = await attempt(deps, fresh);
      const parts = mapping.BisectBatchOnFunctionError ? bisect(rest, fresh) : [];
      if (parts.length > 0) return inTurn(parts, deliverAll);
      if (rest.length > 0 && invocations >= quota) {
        return discard(deps, { records: rest, condition: 'RetryAttemptsExhausted', invocations: invocations + 1 });
      }
      if (rest.length > 0) await wait(Math.min(FIRST_PAUSE_MS * 2 ** invocations, LONGEST_PAUSE_MS));
    }
  };
  return async (batch: readonly R[]): Promise<void> => {
    await deliverAll(batch);
    deps.notices?.ended(batch);
  };
}

async function attempt<R>(deps: DeliverDeps<R>, records: readonly R[]): Promise<readonly R[]> {
  const answer = await deps.invoke(records);
  if (answer.kind === 'failed') {
    deps.notices?.failed(records[0], answer.error);
    return records;
  }
  const failures = reportedFailures(answer.payload);
  if (failures.length > 0) refuseUnlessReporting(deps.mapping);
  const rest = failures.length > 0 ? deps.restOf(records, failures) : [];
  if (rest.length > 0) deps.notices?.failed(rest[0], undefined);
  await deps.done(without(records, rest));
  return rest;
}

// AWS takes such an answer for a success and loses the records.
function refuseUnlessReporting({ id, FunctionName, FunctionResponseTypes }: EventSourceMapping) {
  if (FunctionResponseTypes?.includes('ReportBatchItemFailures')) return;
  throw new Error(
    `${FunctionName} returned batchItemFailures, but ReportBatchItemFailures is not among the FunctionResponseTypes of ${id}`,
  );
}

/** The batches to go on with, each with a retry quota of its own: what follows the reported record, or two halves. */
function bisect<R>(rest: readonly R[], tried: readonly R[]): (readonly R[])[] {
  if (rest.length > 0 && rest.length < tried.length) return [rest];
  const middle = Math.ceil(rest.length / 2);
  return rest.length > 1 ? [rest.slice(0, middle), rest.slice(middle)] : [];
}

async function inTurn<R>(parts: readonly R[], work: (part: R) => Promise<void>) {
  for (const part of parts) await work(part);
}

async function discardExpired<R>(deps: DeliverDeps<R>, records: readonly R[], invocations: number) {
  const limit = deps.mapping.MaximumRecordAgeInSeconds ?? -1;
  const ageOf = (record: R) => (deps.now().getTime() - deps.writtenAt(record).getTime()) / 1_000;
  const expired = limit < 0 ? [] : records.filter((record) => ageOf(record) > limit);
  if (expired.length > 0) await discard(deps, { records: expired, condition: 'RecordAgeExceeded', invocations });
  return without(records, expired);
}

async function discard<R>(deps: DeliverDeps<R>, discarded: Discarded<R>) {
  await deps.discard(discarded);
  await deps.done(discarded.records);
}

function without<R>(records: readonly R[], others: readonly R[]): readonly R[] {
  const removed = new Set(others);
  return records.filter((record) => !removed.has(record));
}

const Listed = z.pipe(
  z.unknown(),
  z.transform((list): readonly unknown[] => (Array.isArray(list) ? list : [list])),
);
const Answer = z.object({
  batchItemFailures: z.optional(
    z.union([
      z.pipe(
        z.null(),
        z.transform(() => []),
      ),
      Listed,
    ]),
  ),
});

const StreamFailure = z.object({ itemIdentifier: z.string() });
const KafkaFailure = z.object({ itemIdentifier: z.object({ partition: z.string(), offset: z.int() }) });

/** The failures that a function's answer lists; none means that the whole batch succeeded. */
export function reportedFailures(payload: unknown): readonly unknown[] {
  const answer = z.safeParse(Answer, payload);
  return answer.success ? (answer.data.batchItemFailures ?? []) : [];
}

/** The stream records that are still to be processed; an identifier that is not in the batch fails all of it. */
export function streamRest<R extends { readonly sequenceNumber: string }>(
  records: readonly R[],
  failures: readonly unknown[],
): readonly R[] {
  const positions = failures.map((failure) => {
    const parsed = z.safeParse(StreamFailure, failure);
    return records.findIndex(({ sequenceNumber }) => sequenceNumber === parsed.data?.itemIdentifier);
  });
  return records.slice(Math.max(0, Math.min(...positions)));
}

/** The Kafka records that are still to be processed: in each partition those from its lowest failed offset on. */
export function kafkaRest<R extends { readonly partitionName: string; readonly offset: number }>(
  records: readonly R[],
  failures: readonly unknown[],
): readonly R[] {
  const lowest = new Map<string, number>();
  for (const failure of failures) {
    const id = z.safeParse(KafkaFailure, failure).data?.itemIdentifier;
    const failed = records.find(({ partitionName, offset }) => partitionName === id?.partition && offset === id.offset);
    if (!failed) return records;
    lowest.set(failed.partitionName, Math.min(failed.offset, lowest.get(failed.partitionName) ?? failed.offset));
  }
  return records.filter(
    ({ partitionName, offset }) => offset >= (lowest.get(partitionName) ?? Number.POSITIVE_INFINITY),
  );
}
