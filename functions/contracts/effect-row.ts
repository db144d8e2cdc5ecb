import * as z from 'zod/mini';

/** The index of effects that have not ended. Keys only; sharded so that its writes spread. */
export const DUE_EFFECTS = { index: 'due-effects', partitionKey: 'dueShard', sortKey: 'dueAt', shards: 8 } as const;

const Time = z.iso.datetime();

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const facts = {
  /** Table key, and the key by which the other service can recognise a repetition. */
  effectKey: z.string().check(z.minLength(1)),
  /** The JSON of what the effect is called with. Written once. */
  input: z.string().check(z.refine(isJson, 'must be JSON')),
  /** A fresh token per attempt; every later write of the attempt is fenced by it. */
  leaseToken: z.string(),
  attempts: z.int(),
  firstAttemptAt: Time,
};

/** Under way, or waiting for its next attempt. */
const OpenEffect = z.object({
  ...facts,
  state: z.enum(['CLAIMED', 'PARKED']),
  /** From when on the next attempt may begin: of a claim, the end of its lease. */
  dueAt: Time,
  dueShard: z.string(),
  /** Why it was parked the last time. */
  reason: z.optional(z.string()),
});
export type OpenEffect = z.infer<typeof OpenEffect>;

/** A row of a table of effects. CLAIMED <-> PARKED; CLAIMED -> DONE | REFUSED. Never deleted, never expires. */
export const EffectRow = z.discriminatedUnion('state', [
  OpenEffect,
  z.object({ ...facts, state: z.literal('DONE'), result: z.string(), settledAt: Time }),
  z.object({ ...facts, state: z.literal('REFUSED'), reason: z.string(), settledAt: Time }),
]);
export type EffectRow = z.infer<typeof EffectRow>;
