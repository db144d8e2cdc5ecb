import { loseResponse } from './payment-answers.ts';
import { addLate, Late, refund } from './payment-gateway-model.ts';
import type { PaymentMoves } from './payment-moves.ts';
import { decideRow, writeIntent } from './payment-row-model.ts';
import { CANCEL_REQUESTED, DUE, INTENT, LEASE, ROW, ROW_NAMES, Row } from './payment-state.ts';
import { Kind, NextStep, Result } from './payment-workers.ts';

/** One conditional write decides the row. A cancellation that came meanwhile has its effect with it. */
export function settleRow(m: PaymentMoves) {
  const { after, rules } = m;
  m.begin();
  if (m.kind === Kind.operator) resolveReview(m);
  else if (maySettle(m)) {
    if (rules.first === 'one call' && m.intent !== 0) writeIntent(after, m.intent);
    decideRow(after, decisionOf(m), rules);
    m.acknowledge();
    m.go(`settle ${ROW_NAMES[after[ROW]]}`, true);
  } else {
    goOnWithoutRow(m);
    m.go('settle refused', true);
  }
}

function maySettle({ before, rules, result, ownsRow }: PaymentMoves): boolean {
  const isInState = rules.settleIfCharging ? before[ROW] === Row.charging : before[ROW] !== Row.absent;
  const isWithoutIntent = result === Result.cancelledUnsent || result === Result.refused;
  const isFree = !isWithoutIntent || !before[INTENT] || !rules.settleIfNoIntent;
  return isInState && isFree && (!rules.settleIfOwner || ownsRow);
}

function decisionOf({ before, rules, result }: PaymentMoves): number {
  const isCancelled = before[CANCEL_REQUESTED] !== 0;
  if (result === Result.succeeded)
    return isCancelled && !rules.settleIgnoresCancellation ? Row.refundDue : Row.captured;
  if (result === Result.review) return Row.inReview;
  return result === Result.cancelledUnsent || isCancelled ? Row.void : Row.declined;
}

/** The row is no longer this attempt's. */
function goOnWithoutRow(m: PaymentMoves) {
  if (m.before[ROW] === Row.absent) m.stop();
  else if (m.before[ROW] === Row.charging) m.proceed(NextStep.held);
  else m.acknowledge();
}

function resolveReview(m: PaymentMoves) {
  const { before, after, rules } = m;
  const isAllowed = before[ROW] === Row.inReview || !rules.resolveIfInReview;
  if (isAllowed) resolve(m);
  m.stop();
  m.go(`resolves ${isAllowed ? ROW_NAMES[after[ROW]] : '(condition failed)'}`, true);
}

function resolve({ before, after, rules, intent, result }: PaymentMoves) {
  const isCancelled = before[CANCEL_REQUESTED] !== 0;
  if (result !== Result.succeeded) return decideRow(after, isCancelled ? Row.void : Row.declined, rules);
  if (intent !== 0) writeIntent(after, after[INTENT] || intent);
  decideRow(after, isCancelled && !rules.operatorIgnoresCancellation ? Row.refundDue : Row.captured, rules);
}

/** Gives the row to the retrier. */
export function parkRow(m: PaymentMoves) {
  const { before, after, rules } = m;
  m.begin();
  if (!mayPark(m)) {
    if (before[ROW] === Row.absent) m.stop();
    else m.proceed(NextStep.held);
    return m.go('park refused', true);
  }
  if (!rules.parkWithoutDue) after[DUE] = 1;
  if (!rules.parkKeepsLease) after[LEASE] = 0;
  if (rules.parkBlocks) m.stop();
  else m.acknowledge();
  m.go('parks: dueAt, lease given back, ack', true);
}

function mayPark({ before, rules, ownsRow }: PaymentMoves): boolean {
  if (!rules.parkIfOwner) return before[ROW] !== Row.absent;
  return before[ROW] === Row.charging && (ownsRow || rules.oneToken);
}

/** Another attempt is at the row: the retrier looks after it when that one's lease is over. */
export function waitForLease(m: PaymentMoves) {
  const { before, after, rules } = m;
  m.begin();
  const isHeld = before[ROW] === Row.charging || (!rules.heldIfCharging && before[ROW] !== Row.absent);
  if (isHeld) {
    after[DUE] = 1;
    m.acknowledge();
    m.go('held by another: dueAt = its lease, ack', true);
  } else if (before[ROW] === Row.absent) {
    m.stop();
    m.go('held, row gone: fails', true);
  } else {
    m.acknowledge();
    m.go('decided meanwhile, ack', true);
  }
}

export function refundPayment(m: PaymentMoves) {
  const { after, rules } = m;
  m.begin();
  refund(after, rules);
  m.proceed(NextStep.settleRefund);
  m.go('refund, ok', true);
  if (!m.mayFail) return;
  loseResponse(m, 'refund delayed or lost', Late.refund);
  m.spendFault();
  if (!addLate(after, Late.refund)) return;
  refund(after, rules);
  m.proceed(NextStep.settleRefund);
  m.go('refund duplicated on the way', false);
}

export function settleRefund(m: PaymentMoves) {
  m.begin();
  if (m.before[ROW] === Row.refundDue) decideRow(m.after, Row.refunded, m.rules);
  m.stop();
  m.go('settle REFUNDED', true);
}
