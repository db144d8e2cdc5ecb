import * as z from 'zod/mini';

/** Asks kafka-operator how far a consumer group is in a topic. */
export const ConsumerLagRequest = z.object({
  action: z.literal('consumer-lag'),
  group: z.string().check(z.minLength(1)),
  topic: z.string().check(z.minLength(1)),
});
export type ConsumerLagRequest = z.infer<typeof ConsumerLagRequest>;

export const ConsumerLagAnswer = z.object({
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
export type ConsumerLagAnswer = z.infer<typeof ConsumerLagAnswer>;
