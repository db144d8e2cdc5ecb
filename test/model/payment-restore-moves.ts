import { isPaid, mayCapture, shownIntents } from './payment-list-moves.ts';
import type { PaymentMoves } from './payment-moves.ts';
import {
  AGE,
  CANCEL_REQUESTED,
  DROPPED,
  DROPPED_CANCEL_RECORD,
  DROPPED_RECORD,
  DUE,
  INTENT,
  INTENTS_UNKNOWN,
  LEASE,
  ROW,
  Row,
  SET_BACK,
} from './payment-state.ts';
import { type Crew, disown } from './payment-workers.ts';

/** PaymentDedup is set back to an earlier time, once. Requests may be in flight; records are not repeated for it. */
export function setTableBack(m: PaymentMoves, { processes, operators }: Crew) {
  const { before, rules } = m;
  const isStill = rules.restoreLive || processes + operators === 0;
  if (!isStill || !m.mayFail || before[ROW] === Row.absent || before[AGE] & SET_BACK) return;
  setBackToNothing(m);
  if (rules.rebuild) {
    rebuildRow(m);
    return m.go('PaymentDedup restored to before the claim and rebuilt', false);
  }
  m.go('PaymentDedup restored to before the claim', false);
  if (before[INTENT]) setBackToClaim(m);
}

function forget(m: PaymentMoves) {
  const { after } = m;
  m.spendFault();
  after[AGE] |= SET_BACK;
  after[DROPPED] = DROPPED_RECORD | DROPPED_CANCEL_RECORD;
  after[DUE] = 0;
  after[CANCEL_REQUESTED] = 0;
  after[LEASE] = 0;
}

function setBackToNothing(m: PaymentMoves) {
  const { after } = m;
  forget(m);
  after[ROW] = Row.absent;
  after[INTENT] = 0;
  after[INTENTS_UNKNOWN] = 0;
  disown(after);
}

/** From orders and payment events. Which intents an undecided payment has, they don't say. */
function rebuildRow(m: PaymentMoves) {
  const { before, after, rules } = m;
  const row = before[ROW];
  const isLost = rules.rebuildLosesDecision && row !== Row.charging;
  const hasCaptured = row === Row.captured || row === Row.refundDue || row === Row.refunded;
  after[ROW] = isLost ? Row.charging : row;
  after[INTENTS_UNKNOWN] = 1;
  if (hasCaptured && !isLost) after[INTENT] = before[INTENT];
  if (row === Row.refundDue) after[DUE] = 1;
  lookUp(m);
}

/** Of several the attempt lists them, and cancels all but one. */
function lookUp(m: PaymentMoves) {
  const isOpen = m.after[ROW] === Row.charging || m.after[ROW] === Row.inReview;
  if (!m.rules.rebuildLooksUp || !isOpen || m.after[INTENT]) return;
  const [one, ...others] = shownIntents(m, (state) => isPaid(state) || mayCapture(state));
  if (others.length > 0) return;
  m.after[INTENTS_UNKNOWN] = 0;
  if (one !== undefined) m.after[INTENT] = one;
}

function setBackToClaim(m: PaymentMoves) {
  const { after, rules } = m;
  forget(m);
  after[ROW] = Row.charging;
  m.go('PaymentDedup restored to after the record', false);
  if (rules.first === 'intent' && rules.restoreMid !== 'all') return;
  forget(m);
  after[ROW] = Row.charging;
  after[INTENT] = 0;
  m.go('PaymentDedup restored to between claim and record', false);
}
