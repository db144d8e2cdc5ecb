import type { RunHistory } from '../history/run-history.ts';
import { evidenceOf } from './history-evidence.ts';
import type { BrokenInvariant, Invariant } from './invariant.ts';
import { MONEY_INVARIANTS } from './money-invariants.ts';
import { ORDER_INVARIANTS } from './order-invariants.ts';
import { PROGRESS_INVARIANTS } from './progress-invariants.ts';
import { TOPIC_INVARIANTS } from './topic-invariants.ts';

const numberOf = ({ id }: Invariant) => Number(id.slice(1));

/** Every invariant that is checked from a history: I1 to I19. */
const INVARIANTS: readonly Invariant[] = [
  ...ORDER_INVARIANTS,
  ...MONEY_INVARIANTS,
  ...TOPIC_INVARIANTS,
  ...PROGRESS_INVARIANTS,
].sort((a, b) => numberOf(a) - numberOf(b));

export interface CheckedInvariant extends Pick<Invariant, 'id' | 'statement'> {
  readonly result: 'holds' | 'violated' | 'not applicable';
  /** Of one that is not applicable: what the history lacks. */
  readonly reason?: string;
  readonly violations: readonly BrokenInvariant[];
}

/** Checks a history against every invariant. */
export function checkInvariants(history: RunHistory): readonly CheckedInvariant[] {
  const evidence = evidenceOf(history);
  return INVARIANTS.map(({ id, statement, check }) => {
    const found = check(evidence);
    if ('notApplicable' in found)
      return { id, statement, result: 'not applicable', reason: found.notApplicable, violations: [] };
    return { id, statement, result: found.length === 0 ? 'holds' : 'violated', violations: found };
  });
}
