import { answerError, failCall } from './payment-answers.ts';
import { addLate, create, Late } from './payment-gateway-model.ts';
import type { PaymentMoves } from './payment-moves.ts';
import { decideRow, writeIntent } from './payment-row-model.ts';
import { CANCEL_REQUESTED, DUE, INTENT, INTENTS_UNKNOWN, KEY, LEASE, ROW, Row, STORED_500 } from './payment-state.ts';
import { NextStep, Result, takeLease } from './payment-workers.ts';

/** A create of a row that exists. */
export function createIntent(m: PaymentMoves) {
  const { after, rules } = m;
  m.begin();
  const intent = create(after, rules);
  if (intent === STORED_500) answerError(m, 'create: stored 500');
  else if (intent !== 0) {
    m.proceed(rules.confirmBeforeRecord || rules.rowAfterCharge ? NextStep.confirm : NextStep.record, intent);
    m.go(`create: intent ${intent}`, true);
  }
  failCall(m, 'create', Late.create);
  failCreate(
    m,
    () => m.proceed(NextStep.settle, 0, Result.refused),
    () => m.proceed(NextStep.park),
  );
}

/** A create before there is a row: without an answer, the row is inserted parked and without an intent. */
export function createIntentFirst(m: PaymentMoves) {
  const { after, rules } = m;
  const goOnWithout = () => (rules.unansweredCreateFails ? m.stop() : m.proceed(NextStep.insertParked));
  m.begin();
  const intent = create(after, rules);
  if (intent === STORED_500) {
    goOnWithout();
    m.go('create: stored 500', true);
  } else if (intent !== 0) {
    m.proceed(NextStep.insert, intent);
    m.go(`create: intent ${intent}`, true);
  }
  if (!m.mayFail) return;
  m.spendFault();
  addLate(after, Late.create);
  goOnWithout();
  m.go('create delayed or lost in flight', false);
  m.spendFault();
  m.stop();
  m.go('create: gateway unreachable, nothing sent: batch fails', false);
  failCreate(m, () => m.proceed(NextStep.insertDeclined), goOnWithout);
}

/** The gateway refuses the order, or stores a 500 under a key that it has not answered yet. */
function failCreate(m: PaymentMoves, onRefusal: () => void, onError: () => void) {
  const { before, after, rules } = m;
  if (!m.mayFail) return;
  const isKeyed = rules.createKey === 'event';
  if (!isKeyed || !before[KEY]) {
    m.spendFault();
    onRefusal();
    m.go('create refused (400, 402): no intent', false);
  }
  if (isKeyed && !before[KEY]) {
    m.spendFault();
    after[KEY] = STORED_500;
    onError();
    m.go('create: a 500 is stored for the key', false);
  }
}

/** The claim carries the intent. */
export function insertRow(m: PaymentMoves) {
  const { before, after, rules } = m;
  m.begin();
  if (before[ROW] === Row.absent || !rules.insertIfAbsent) {
    after[ROW] = Row.charging;
    takeLease(after, m.worker);
    writeIntent(after, m.intent);
    m.proceed(NextStep.confirm, m.intent);
    m.go('claim with the intent', true);
  } else if (rules.insertLoserConfirms) {
    m.proceed(NextStep.confirm, m.intent);
    m.go('a row is there already, confirms its own intent', true);
  } else readAgain(m);
}

function readAgain(m: PaymentMoves) {
  m.proceed(NextStep.read);
  m.go('a row is there already', true);
}

export function insertDeclinedRow(m: PaymentMoves) {
  const { before, after, rules } = m;
  m.begin();
  const isOverwritten = !rules.declineIfAbsent && before[ROW] === Row.charging;
  if (before[ROW] !== Row.absent && !isOverwritten) return readAgain(m);
  decideRow(after, Row.declined, rules);
  m.acknowledge();
  m.go('inserts the row as DECLINED', true);
}

export function insertParkedRow(m: PaymentMoves) {
  const { before, after, rules } = m;
  m.begin();
  if (before[ROW] !== Row.absent) return readAgain(m);
  after[ROW] = Row.charging;
  after[LEASE] = 0;
  if (!rules.parkWithoutDue) after[DUE] = 1;
  m.acknowledge();
  m.go('inserts the row without an intent, dueAt set, ack', true);
}

/** Records the created intent before it is confirmed, once. */
export function recordCreatedIntent(m: PaymentMoves) {
  const { after, rules } = m;
  m.begin();
  if (mayRecord(m)) {
    writeIntent(after, m.intent);
    if (rules.confirmBeforeRecord) m.proceed(NextStep.settle, m.intent, m.result);
    else m.proceed(stepAfterRecord(m), m.intent);
    m.go(`record intent ${m.intent}`, true);
  } else refuseRecord(m);
}

/** An intent that was found may have been confirmed by a lost attempt. */
function stepAfterRecord({ before, result }: PaymentMoves): number {
  if (result === Result.cancelledUnsent) return NextStep.cancel;
  return before[INTENTS_UNKNOWN] ? NextStep.retrieve : NextStep.confirm;
}

function mayRecord({ before, rules, ownsRow }: PaymentMoves): boolean {
  const isInState = rules.recordIfCharging ? before[ROW] === Row.charging : before[ROW] !== Row.absent;
  const isFree = !rules.recordIfNoIntent || !before[INTENT];
  const isCancelled = rules.recordIfNotCancelled && before[CANCEL_REQUESTED] !== 0;
  return isInState && isFree && !isCancelled && (!rules.recordIfOwner || ownsRow);
}

function refuseRecord(m: PaymentMoves) {
  const { before, rules } = m;
  const isMine = m.ownsRow && before[ROW] === Row.charging;
  if (rules.recordIfNotCancelled && before[CANCEL_REQUESTED] && isMine) {
    m.proceed(NextStep.settle, 0, Result.cancelledUnsent);
    m.go('record refused: cancelled', true);
  } else if (rules.recordFailureIgnored) {
    m.proceed(NextStep.confirm, m.intent);
    m.go('record refused, confirms its own intent', true);
  } else {
    if (before[ROW] === Row.absent) m.stop();
    else m.proceed(NextStep.held);
    m.go('record refused', true);
  }
}
