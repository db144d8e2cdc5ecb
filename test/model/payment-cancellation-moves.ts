import type { PaymentMoves } from './payment-moves.ts';
import { decideRow } from './payment-row-model.ts';
import type { PaymentRules } from './payment-rules.ts';
import {
  CANCEL_RECORD,
  CANCEL_REQUESTED,
  CANCELLED,
  DUE,
  INTENT,
  type PaymentBytes,
  ROW,
  ROW_NAMES,
  Row,
} from './payment-state.ts';

export function cancelOrder(m: PaymentMoves) {
  const { before, after, rules } = m;
  if (!rules.cancellation || before[CANCELLED]) return;
  m.begin();
  after[CANCELLED] = 1;
  after[CANCEL_RECORD] = 1;
  m.go('client cancels the order', false);
}

/** OrderCancelled is one conditional write and its acknowledgement; it never calls the gateway. */
export function consumeCancellation(m: PaymentMoves) {
  const { before, after, rules } = m;
  if (!before[CANCEL_RECORD]) return;
  m.begin();
  cancelRow(after, rules);
  after[CANCEL_RECORD] = 0;
  m.go(`cancel consumed, row ${ROW_NAMES[before[ROW]]}`, true);
  if (!m.mayFail) return;
  m.spendFault();
  cancelRow(after, rules);
  m.go('cancel consumed, acknowledgement lost', false);
}

function cancelRow(t: PaymentBytes, rules: PaymentRules) {
  if (t[ROW] === Row.charging) cancelCharging(t, rules);
  else if (t[ROW] === Row.inReview) t[CANCEL_REQUESTED] = 1;
  else if (t[ROW] === Row.captured) decideRow(t, Row.refundDue, rules);
  else if (t[ROW] === Row.absent && !rules.cancellationInsertsNothing) decideRow(t, Row.void, rules);
}

function cancelCharging(t: PaymentBytes, rules: PaymentRules) {
  if (rules.cancellationVoidsCharging || (rules.cancellationVoidsUnsent && !t[INTENT]))
    return decideRow(t, Row.void, rules);
  t[CANCEL_REQUESTED] = rules.cancellationIgnoresCharging ? 0 : 1;
  if (!rules.cancellationIgnoresCharging && !rules.cancellationWithoutDue) t[DUE] = 1;
}
