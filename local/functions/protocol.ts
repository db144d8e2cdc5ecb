import type { InvokeAnswer } from '../event-sources/invoke.ts';

/** From the runner to an execution environment. */
export interface Invocation {
  readonly id: string;
  readonly event: unknown;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/** From an execution environment to the runner. */
export type Answer = { readonly kind: 'ready' } | InvokeAnswer;
