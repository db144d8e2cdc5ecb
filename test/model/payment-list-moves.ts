import { addLate, cancel, intentState, isUnsearchable, Late } from './payment-gateway-model.ts';
import type { PaymentMoves } from './payment-moves.ts';
import { AtGateway, INTENT, INTENT_NAMES, INTENTS_UNKNOWN, MOST_INTENTS, ROW, Row } from './payment-state.ts';
import { type Crew, Kind, NextStep, Result, start } from './payment-workers.ts';

/** An operator looks at a row in review: at the intent that it records, or at everything that the gateway shows. */
export function startOperator(m: PaymentMoves, { operators }: Crew) {
  if (m.before[ROW] !== Row.inReview || operators >= m.rules.operators) return;
  const { does, ...worker } = operation(m);
  m.begin();
  start(m.after, { kind: Kind.operator, ...worker });
  m.go(`operator: ${does}`, true);
}

function operation({ before, rules }: PaymentMoves) {
  if (before[INTENT] && !before[INTENTS_UNKNOWN])
    return rules.operatorRetrieves
      ? { step: NextStep.retrieve, intent: before[INTENT], does: 'retrieves the recorded intent' }
      : { step: NextStep.cancel, intent: before[INTENT], does: 'cancels the recorded intent' };
  const mayList = before[INTENTS_UNKNOWN] !== 0 || rules.first === 'one call';
  if (mayList || rules.operatorLists) return { step: NextStep.list, does: 'lists the intents of the order' };
  const does = 'no intent was recorded: nothing was ever confirmed';
  return { step: NextStep.settle, result: Result.notCaptured, does };
}

/** What the gateway shows of the order, where the row can't say which intents it has. */
export function listIntents(m: PaymentMoves) {
  const paid = shownIntents(m, isPaid);
  const open = shownIntents(m, mayCapture);
  const [first] = paid;
  if (first !== undefined) listPaid(m, first);
  else if (open.length > 0) listOpen(m, open);
  else listNone(m);
  if (!m.mayFail) return;
  m.spendFault();
  leave(m);
  m.go('list fails', false);
}

export const isPaid = (state: number) => state === AtGateway.succeeded;
export const mayCapture = (state: number) =>
  state === AtGateway.open || state === AtGateway.declined || state === AtGateway.processing;

export function shownIntents({ before, rules }: PaymentMoves, isWanted: (state: number) => boolean): number[] {
  const intents: number[] = [];
  for (let intent = 1; intent <= MOST_INTENTS; intent++) {
    const isShown = rules.look === 'list' || !isUnsearchable(before, intent);
    if (isShown && isWanted(intentState(before, intent))) intents.push(intent);
  }
  return intents;
}

/** The intents of the order are looked at again later. */
function leave(m: PaymentMoves) {
  if (m.kind === Kind.operator) m.stop();
  else m.proceed(NextStep.park);
}

function listPaid(m: PaymentMoves, intent: number) {
  const isOperator = m.kind === Kind.operator;
  m.begin();
  if (isOperator) m.proceed(NextStep.settle, intent, Result.succeeded);
  else m.proceed(NextStep.record, intent, m.result);
  m.go(`list: intent ${intent} succeeded${isOperator ? '' : ', adopt'}`, true);
}

/** An operator cancels all of them, an attempt all but one. */
function listOpen(m: PaymentMoves, open: readonly number[]) {
  const isAdopted = m.kind !== Kind.operator && (open.length === 1 || m.rules.adopt === 'one');
  const several = m.kind === Kind.operator ? '' : 'several, ';
  for (const intent of open) {
    m.begin();
    m.proceed(isAdopted ? NextStep.record : NextStep.clean, intent, m.result);
    m.go(isAdopted ? `list: adopt intent ${intent}` : `list: ${several}cancels intent ${intent}`, true);
  }
}

function listNone(m: PaymentMoves) {
  m.begin();
  if (m.kind === Kind.operator) {
    m.proceed(NextStep.settle, 0, Result.notCaptured);
    m.go('list: nothing that could capture', true);
  } else if (m.result === Result.cancelledUnsent) {
    m.proceed(NextStep.settle, 0, Result.cancelledUnsent);
    m.go('list: none, cancelled', true);
  } else if (m.rules.noneFound === 'create') {
    m.proceed(NextStep.create);
    m.go('list: none, create', true);
  } else {
    m.proceed(NextStep.settle, 0, Result.review);
    m.go('list: none, review', true);
  }
}

/** Cancels one of the listed intents, and lists again. */
export function cancelListedIntent(m: PaymentMoves) {
  const { after, intent } = m;
  m.begin();
  cancel(after, intent);
  const state = intentState(after, intent);
  if (state === AtGateway.processing) leave(m);
  else m.proceed(NextStep.list, 0, m.result);
  m.go(`cancel intent ${intent}: ${INTENT_NAMES[state]}`, true);
  if (!m.mayFail) return;
  m.spendFault();
  addLate(after, Late.cancel | intent);
  leave(m);
  m.go(`cancel of intent ${intent} delayed or lost`, false);
}
