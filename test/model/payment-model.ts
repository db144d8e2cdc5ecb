import { freeIntent } from './payment-gateway-model.ts';
import { violatedBy } from './payment-invariants.ts';
import { PaymentMoves } from './payment-moves.ts';
import { normalisePayment } from './payment-normal-form.ts';
import type { PaymentRules } from './payment-rules.ts';
import {
  CANCEL_RECORD,
  CANCELLED,
  FAULTS_LEFT,
  newState,
  type PaymentBytes,
  RECORD,
  ROW,
  Row,
} from './payment-state.ts';
import { emitTransitions } from './payment-transitions.ts';
import type { TransitionSystem } from './search.ts';

/**
 * One payment with everything around it, for `search`. There is no clock, so what holds here rests on no duration: a lease may
 * end, a key be forgotten, a process pause and a request land late at any moment, or never. What a state is: payment-state.ts.
 * What happens: payment-transitions.ts, and for each actor `payment-…-moves.ts`. What must hold: payment-invariants.ts. Which
 * rules there are to choose from: payment-rules.ts.
 */
export function paymentModel(rules: PaymentRules): TransitionSystem {
  const m = new PaymentMoves(rules);
  const violated = violatedBy(rules);
  return {
    initial: initialState(rules),
    before: m.before,
    after: m.after,
    next: (emit) => emitTransitions(m, emit),
    normalise: () => normalisePayment(m.after, rules),
    violation: () => violated(m.after),
    isGoal: () => isGoal(m.after, rules),
  };
}

/** OrderPlaced waits to be consumed. */
export function initialState({ faults }: PaymentRules): PaymentBytes {
  const state = newState();
  state[RECORD] = 1;
  state[FAULTS_LEFT] = faults;
  return state;
}

/** Every record is acknowledged, and the row is final. A restored model that has no room for another intent ends there. */
function isGoal(t: PaymentBytes, rules: PaymentRules): boolean {
  if (rules.restore && freeIntent(t) === 0) return true;
  if (t[RECORD] || t[CANCEL_RECORD]) return false;
  const row = t[ROW];
  if (row === Row.declined) return true;
  return t[CANCELLED] ? row === Row.void || row === Row.refunded : row === Row.captured;
}
