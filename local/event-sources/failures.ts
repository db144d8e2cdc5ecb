import * as z from 'zod/mini';

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
