import * as z from 'zod/mini';

/** Asks kafka-operator how much lies in quarantine; a schedule asks, so that the answer becomes a gauge. */
export const QuarantineDepthRequest = z.object({
  action: z.literal('quarantine-depth'),
  topics: z.array(z.string().check(z.minLength(1))),
});
export type QuarantineDepthRequest = z.infer<typeof QuarantineDepthRequest>;

/** Records that the topics hold. Also redriven ones: nothing leaves a topic before it expires. */
export interface QuarantineDepthAnswer {
  readonly records: number;
  readonly byTopic: Readonly<Record<string, number>>;
}
