import * as z from 'zod/mini';

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

export const ResetOffsetsAnswer = z.object({
  /** Why nothing was set; null where it was. */
  refused: z.nullable(z.string()),
  partitions: z.array(z.object({ partition: z.int(), from: z.nullable(z.int()), to: z.int() })),
});
export type ResetOffsetsAnswer = z.infer<typeof ResetOffsetsAnswer>;
