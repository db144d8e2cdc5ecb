import * as z from 'zod/mini';

/** What a function that begins effects, or tries them again, reads of them. */
export const EffectsEnv = z.object({ EFFECTS_TABLE: z.string() });
export type EffectsEnv = z.input<typeof EffectsEnv>;
