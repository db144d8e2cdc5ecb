import type { HistoryEvidence } from './history-evidence.ts';

/** One thing that did not hold. */
export interface BrokenInvariant {
  /** Null where it concerns no single order. */
  readonly orderId: string | null;
  /** What was found, in words. */
  readonly found: string;
}

/** What an invariant says of a history; `notApplicable` says what the history lacks. */
export type InvariantFinding = readonly BrokenInvariant[] | { readonly notApplicable: string };

export interface Invariant {
  /** As in the list of what must hold: I1 to I19. */
  readonly id: string;
  readonly statement: string;
  readonly check: (evidence: HistoryEvidence) => InvariantFinding;
}

export const notApplicable = (reason: string): InvariantFinding => ({ notApplicable: reason });

export const broken = (orderId: string | null, found: string): BrokenInvariant => ({ orderId, found });
