import { addLate, intentState } from './payment-gateway-model.ts';
import type { PaymentMoves } from './payment-moves.ts';
import { AtGateway, INTENT_NAMES, LEASE, ROW, Row } from './payment-state.ts';
import { Kind, NextStep, Result } from './payment-workers.ts';

/** A call may be lost, or delayed until any later moment, or not be sent at all. `request` is what stays in flight. */
export function failCall(m: PaymentMoves, call: string, request: number) {
  if (!m.mayFail) return;
  loseResponse(m, `${call} delayed or lost in flight`, request);
  m.spendFault();
  m.stop();
  if (m.ownsRow && m.after[ROW] === Row.charging) m.after[LEASE] = 0;
  const lease = m.kind === Kind.consumer ? ': lease given back, batch fails' : '';
  m.go(`${call}: gateway unreachable, nothing sent${lease}`, false);
}

/** @param request what stays in flight, or 0 */
export function loseResponse(m: PaymentMoves, why: string, request: number) {
  const begin = () => {
    m.spendFault();
    if (request !== 0) addLate(m.after, request);
  };
  leaveUnknown(m, why, { begin, isLive: false });
}

/** The gateway answers, but with an error that says nothing about the intent. */
export function answerError(m: PaymentMoves, why: string) {
  leaveUnknown(m, why, { begin: () => m.begin(), isLive: true });
}

interface Unknown {
  readonly begin: () => void;
  readonly isLive: boolean;
}

/** The outcome of a call stays unknown: park, or ask for a review when the attempts are used up. */
function leaveUnknown(m: PaymentMoves, why: string, { begin, isLive }: Unknown) {
  const { rules } = m;
  begin();
  if (m.kind === Kind.operator || m.step === NextStep.refund) {
    m.stop();
    m.go(`${why}: ${m.kind === Kind.operator ? 'looks again later' : 'still due'}`, isLive);
    return;
  }
  if (rules.unknownDeclined) m.proceed(NextStep.settle, 0, Result.notCaptured);
  else m.proceed(NextStep.park);
  m.go(`${why}: unknown`, isLive);
  if (!rules.review) return;
  begin();
  m.proceed(NextStep.settle, 0, Result.review);
  m.go(`${why}: unknown, attempts used up, review`, isLive);
}

/** Goes on with what the state of the intent in `after` means for the attempt. */
export function conclude(m: PaymentMoves, call: string) {
  const state = intentState(m.after, m.intent);
  if (state === AtGateway.processing || (state === AtGateway.open && m.result === Result.secondLook))
    concludeUnfinished(m, call);
  else if (state === AtGateway.open) concludeOpen(m, call);
  else {
    if (state === AtGateway.declined) afterDecline(m);
    else m.proceed(NextStep.settle, 0, state === AtGateway.succeeded ? Result.succeeded : Result.notCaptured);
    m.go(`${call}: ${WORDS[state]}`, true);
  }
}

const WORDS = INTENT_NAMES.map((name) => name.toLowerCase());

/** An operator only resolves what is recorded; an attempt confirms an open intent. */
function concludeOpen(m: PaymentMoves, call: string) {
  const isOperator = m.kind === Kind.operator;
  if (isOperator) m.proceed(NextStep.settle, 0, Result.notCaptured);
  else m.proceed(NextStep.confirm, m.intent);
  m.go(`${call}: ${isOperator ? 'not confirmed, so not captured' : 'open'}`, true);
}

/** It may still succeed, also an open one: the confirm that had no answer may land late. */
function concludeUnfinished(m: PaymentMoves, call: string) {
  const state = intentState(m.after, m.intent);
  const text = `${call}: ${INTENT_NAMES[state]}`;
  if (!(state === AtGateway.open ? m.rules.secondLookDeclines : m.rules.processingDeclined))
    return parkOrReview(m, text);
  m.proceed(NextStep.settle, 0, Result.notCaptured);
  m.go(`${text}, taken for declined`, true);
}

/** The gateway itself must not be able to capture any more before the row says DECLINED. */
export function afterDecline(m: PaymentMoves) {
  const isFinal = m.kind === Kind.operator && m.step === NextStep.retrieve;
  if (m.rules.cancelFirst && !isFinal) m.proceed(NextStep.cancel, m.intent);
  else m.proceed(NextStep.settle, 0, Result.notCaptured);
}

/** Nothing is decided yet: later, or by an operator. Goes on from what `after` holds. */
export function parkOrReview(m: PaymentMoves, why: string) {
  if (m.kind === Kind.operator) {
    m.stop();
    m.go(`${why}: looks again later`, true);
    return;
  }
  m.keep();
  m.proceed(NextStep.park);
  m.go(why, true);
  if (!m.rules.review) return;
  m.beginFromKept();
  m.proceed(NextStep.settle, 0, Result.review);
  m.go(`${why}: attempts used up, review`, true);
}
