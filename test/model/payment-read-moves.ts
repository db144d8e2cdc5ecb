import type { PaymentMoves } from './payment-moves.ts';
import { decideRow } from './payment-row-model.ts';
import {
  AGE,
  CANCEL_REQUESTED,
  DUE,
  INTENT,
  INTENTS_UNKNOWN,
  LEASE,
  OLD_EVENT,
  ROW,
  ROW_NAMES,
  Row,
} from './payment-state.ts';
import { Kind, NextStep, Result, takeLease } from './payment-workers.ts';

/**
 * An attempt begins. Read and claim or takeover are one step: a takeover's condition is that the row is as it was read. An
 * eventually consistent read may miss a row; then the insert finds it.
 */
export function readRow(m: PaymentMoves) {
  const row = m.before[ROW];
  const isConsumer = m.kind === Kind.consumer;
  m.begin();
  if (row === Row.absent && isConsumer) return readNothing(m);
  if (row === Row.charging) readCharging(m);
  else readOther(m);
  if (isConsumer && m.rules.staleReads) missRow(m);
}

function missRow(m: PaymentMoves) {
  m.begin();
  m.proceed(NextStep.createFirst, 0, Result.young);
  m.go('reads: no row yet, though there is one', false);
}

function readOther(m: PaymentMoves) {
  const row = m.before[ROW];
  if (row === Row.absent) {
    m.stop();
    m.go('no row', true);
  } else if (row === Row.refundDue && m.kind === Kind.retrier) goTo(m, NextStep.refund, 'refund is due');
  else {
    m.acknowledge();
    m.go(`row is ${ROW_NAMES[row]}, done`, true);
  }
}

const isOld = ({ before, rules }: PaymentMoves) => rules.restore && (before[AGE] & OLD_EVENT) !== 0;

function readNothing(m: PaymentMoves) {
  const { rules } = m;
  if (rules.rowAfterCharge) return goTo(m, NextStep.create, 'no row: goes on without one');
  if (isOld(m) && rules.oldEvent !== 'create') return readNothingOfOldEvent(m);
  if (rules.first === 'intent') {
    m.proceed(NextStep.createFirst, 0, Result.young);
    return m.go('reads: no row', true);
  }
  claim(m);
  if (rules.dueAtInsert) m.after[DUE] = 1;
  proceedToCreate(m);
  m.go('claim', true);
}

function claim({ after, worker }: PaymentMoves) {
  after[ROW] = Row.charging;
  takeLease(after, worker);
}

/** A restored table may have lost the row of an event that was charged. */
function readNothingOfOldEvent(m: PaymentMoves) {
  m.after[INTENTS_UNKNOWN] = 1;
  if (m.rules.oldEvent === 'review') {
    decideRow(m.after, Row.inReview, m.rules);
    m.acknowledge();
    return m.go('no row, old event: insert IN_REVIEW', true);
  }
  claim(m);
  goTo(m, NextStep.list, 'no row, old event: claim, list');
}

function readCharging(m: PaymentMoves) {
  const { before, rules } = m;
  const isConsumer = m.kind === Kind.consumer;
  if (isConsumer && rules.acknowledgeIfClaimed) {
    m.acknowledge();
    return m.go('row exists, ack', true);
  }
  if (isConsumer && rules.dueAcknowledged && before[DUE]) acknowledgeDue(m);
  if (before[LEASE] && mustRespectLease(m)) readHeld(m);
  else takeOver(m);
  m.needsLuck = false;
}

const mustRespectLease = ({ kind, rules }: PaymentMoves) => kind !== Kind.retrier || !rules.retrierIgnoresLease;

/**
 * The retrier will come, so nothing is written. Read and acknowledgement are one step though the read may be stale, since
 * `dueAt` leaves a row only with a decision and no decided row becomes CHARGING again: whatever has happened since, the row
 * either still has its `dueAt` or is decided, and both may be acknowledged. For the same reason the lease doesn't matter. The
 * other way round, a read may miss a `dueAt` that was just written: then the attempt goes on as if there were none.
 */
function acknowledgeDue(m: PaymentMoves) {
  m.acknowledge();
  m.go('row is due, ack', true);
  m.begin();
  m.needsLuck = true;
}

function readHeld(m: PaymentMoves) {
  if (m.kind !== Kind.consumer) m.stop();
  else if (m.rules.acknowledgeHeld) m.acknowledge();
  else m.proceed(NextStep.held);
  m.go('held by another', true);
}

function takeOver(m: PaymentMoves) {
  const { before, after, rules } = m;
  takeLease(after, m.worker);
  if (rules.takeoverDropsDue) after[DUE] = 0;
  const isCancelled = before[CANCEL_REQUESTED] !== 0 && !rules.takeoverIgnoresCancellation;
  if (rules.takeoverCreates) goTo(m, NextStep.create, 'take over, create again');
  else if (before[INTENT]) takeOverIntent(m, isCancelled);
  else if (isCancelled && !before[INTENTS_UNKNOWN]) {
    m.proceed(NextStep.settle, 0, Result.cancelledUnsent);
    m.go('take over, cancel requested, no intent', true);
  } else takeOverWithoutIntent(m, isCancelled);
}

function takeOverIntent(m: PaymentMoves, isCancelled: boolean) {
  const { before, rules } = m;
  const mustLook = rules.retrieveFirst || before[INTENTS_UNKNOWN] !== 0;
  if (isCancelled) m.proceed(NextStep.cancel, before[INTENT]);
  else m.proceed(mustLook ? NextStep.retrieve : NextStep.confirm, before[INTENT]);
  m.go(isCancelled ? 'take over, cancel requested' : 'take over', true);
}

function takeOverWithoutIntent(m: PaymentMoves, isCancelled: boolean) {
  const { before, after, rules } = m;
  const areUnknown = before[INTENTS_UNKNOWN] !== 0 || (isOld(m) && rules.oldEvent !== 'create');
  if (rules.oneCallThen === 'two steps')
    return goTo(m, NextStep.create, 'take over, outcome of the one call unknown: two steps');
  if (rules.oneCallThen === 'list' || areUnknown) {
    after[INTENTS_UNKNOWN] = 1;
    const what = rules.oneCallThen === 'list' ? 'outcome of the one call' : 'intents';
    m.proceed(NextStep.list, 0, isCancelled ? Result.cancelledUnsent : Result.none);
    return m.go(`take over, ${what} unknown: list`, true);
  }
  proceedToCreate(m);
  m.go('take over, no intent', true);
}

function goTo(m: PaymentMoves, step: number, text: string) {
  m.proceed(step);
  m.go(text, true);
}

function proceedToCreate(m: PaymentMoves) {
  m.proceed(
    m.rules.first === 'one call' ? NextStep.chargeInOneCall : NextStep.create,
    0,
    isOld(m) ? Result.none : Result.young,
  );
}
