import { afterDecline, answerError, conclude, failCall, loseResponse, parkOrReview } from './payment-answers.ts';
import { addLate, cancel, confirmOutcomes, confirmWith, create, intentState, Late } from './payment-gateway-model.ts';
import type { PaymentMoves } from './payment-moves.ts';
import { writeIntent } from './payment-row-model.ts';
import { AtGateway, CALLS, INTENT_NAMES, ROW, Row, STORED_500 } from './payment-state.ts';
import { NextStep, Result } from './payment-workers.ts';

export function confirmIntent(m: PaymentMoves) {
  const { before, after, rules, intent } = m;
  const outcomes = confirmOutcomes(before, intent, rules);
  for (const outcome of outcomes) {
    m.begin();
    confirmWith(after, intent, outcome);
    if (rules.countCalls) after[CALLS] = (after[CALLS] & 0xf0) | Math.min(15, (after[CALLS] & 15) + 1);
    concludeConfirm(m);
  }
  if (!m.mayFail) return;
  const request = Late.confirm | intent;
  failCall(m, `confirm of intent ${intent}`, request);
  if (rules.secondLook) lookAgain(m, request);
  for (const outcome of outcomes) {
    m.spendFault();
    if (!addLate(after, request)) continue;
    confirmWith(after, intent, outcome);
    concludeDuplicate(m, `confirm of intent ${intent} duplicated on the way`);
  }
}

function concludeConfirm(m: PaymentMoves) {
  const { rules, intent } = m;
  const state = intentState(m.after, intent);
  const isKnown = state === AtGateway.succeeded || state === AtGateway.declined;
  if (rules.confirmBeforeRecord && isKnown) {
    m.proceed(NextStep.record, intent, state === AtGateway.succeeded ? Result.succeeded : Result.notCaptured);
    m.go(`confirm intent ${intent}: ${INTENT_NAMES[state]}`, true);
  } else if (rules.rowAfterCharge) insertAfterCharge(m, state);
  else conclude(m, `confirm intent ${intent}`);
}

/** A planted bug: the first row is the decision. */
function insertAfterCharge(m: PaymentMoves, state: number) {
  const { after, intent } = m;
  if (state === AtGateway.processing) {
    m.stop();
    return m.go('confirm: processing', true);
  }
  if (after[ROW] === Row.absent) {
    after[ROW] = state === AtGateway.succeeded ? Row.captured : Row.declined;
    writeIntent(after, intent);
  }
  m.acknowledge();
  m.go(`confirm intent ${intent}, then insert the decided row`, true);
}

/** Instead of parking at once after an unknown confirm; the attempt keeps the row. */
function lookAgain(m: PaymentMoves, request: number) {
  m.spendFault();
  addLate(m.after, request);
  m.proceed(NextStep.retrieve, m.intent, Result.secondLook);
  m.go(`confirm of intent ${m.intent} delayed or lost in flight: unknown, looks a second time`, false);
}

/** The answer of a request of which a second copy is still in flight. */
function concludeDuplicate(m: PaymentMoves, call: string) {
  const state = intentState(m.after, m.intent);
  if (state === AtGateway.processing) return;
  if (state === AtGateway.declined) afterDecline(m);
  else m.proceed(NextStep.settle, 0, state === AtGateway.succeeded ? Result.succeeded : Result.notCaptured);
  m.go(`${call}: ${state === AtGateway.declined ? 'declined' : INTENT_NAMES[state]}`, false);
}

export function retrieveIntent(m: PaymentMoves) {
  m.begin();
  conclude(m, `retrieve intent ${m.intent}`);
  if (m.mayFail) loseResponse(m, 'retrieve lost', 0);
}

export function cancelIntent(m: PaymentMoves) {
  const { after, intent } = m;
  m.begin();
  cancel(after, intent);
  const state = intentState(after, intent);
  if (state === AtGateway.processing) parkOrReview(m, `cancel intent ${intent} refused: processing`);
  else {
    settleNext(m, state, 0);
    m.go(`cancel intent ${intent}: ${INTENT_NAMES[state]}`, true);
  }
  if (!m.mayFail) return;
  failCall(m, `cancel of intent ${intent}`, Late.cancel | intent);
  m.spendFault();
  if (!addLate(after, Late.cancel | intent) || state === AtGateway.processing) return;
  cancel(after, intent);
  settleNext(m, state, 0);
  m.go(`cancel of intent ${intent} duplicated on the way: ${INTENT_NAMES[state]}`, false);
}

function settleNext(m: PaymentMoves, state: number, intent: number) {
  m.proceed(NextStep.settle, intent, state === AtGateway.succeeded ? Result.succeeded : Result.notCaptured);
}

/** Version 1: create and confirm in one call. */
export function chargeInOneCall(m: PaymentMoves) {
  const { after, rules } = m;
  m.begin();
  const created = create(after, rules);
  if (created === STORED_500) answerError(m, 'charge: stored 500');
  else if (created !== 0) {
    for (const outcome of confirmOutcomes(after, created, rules)) {
      m.begin();
      const intent = create(after, rules);
      confirmWith(after, intent, outcome);
      concludeOneCall(m, intent);
    }
  }
  failCall(m, 'one-call charge', Late.oneCall);
}

function concludeOneCall(m: PaymentMoves, intent: number) {
  const state = intentState(m.after, intent);
  if (state === AtGateway.processing) return parkOrReview(m, 'charge: processing');
  settleNext(m, state, intent);
  m.go(`charge in one call: intent ${intent} ${INTENT_NAMES[state]}`, true);
}
