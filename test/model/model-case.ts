import { outboxModel } from './outbox-model.ts';
import { OUTBOX, type OutboxRules } from './outbox-rules.ts';
import { paymentModel } from './payment-model.ts';
import { type PaymentRules, ROW_FIRST } from './payment-rules.ts';
import type { TransitionSystem } from './search.ts';

/** A set of rules, and what its search must find. */
export interface ModelCase {
  readonly name: string;
  readonly group: string;
  readonly faults: number;
  /** The violated invariant, or `HOLDS`. */
  readonly outcome: string;
  /** @param faults how many of them may happen in all */
  readonly model: (faults: number) => TransitionSystem;
}

export const HOLDS = 'holds';

type Expected = Pick<ModelCase, 'group' | 'outcome' | 'faults'>;

/** Cases that differ from `ROW_FIRST` in the rules that are named. */
export const paymentCases = (expected: Expected, changes: Record<string, Partial<PaymentRules>>): ModelCase[] =>
  Object.entries(changes).map(([name, changed]) => ({
    ...expected,
    ...(changed.faults !== undefined && { faults: changed.faults }),
    name,
    model: (faults) => paymentModel({ ...ROW_FIRST, ...changed, faults }),
  }));

/** Cases that differ from `OUTBOX` in the rules that are named. */
export const outboxCases = (expected: Expected, changes: Record<string, Partial<OutboxRules>>): ModelCase[] =>
  Object.entries(changes).map(([name, changed]) => ({
    ...expected,
    ...(changed.faults !== undefined && { faults: changed.faults }),
    name,
    model: (faults) => outboxModel({ ...OUTBOX, ...changed, faults }),
  }));
