import type { PaymentMoves } from './payment-moves.ts';
import {
  CANCEL_RECORD,
  CANCEL_REQUESTED,
  CANCELLED,
  DROPPED,
  DROPPED_CANCEL_RECORD,
  DROPPED_RECORD,
  DUE,
  LEASE,
  type PaymentBytes,
  RECORD,
  ROW,
  Row,
} from './payment-state.ts';
import { type Crew, Kind, makeStale, NextStep, start, stepOf } from './payment-workers.ts';

/**
 * The event source delivers at least once. A record is with one consumer at a time, unless that one runs longer than the event
 * source waits; then it is stale, and what it acknowledges counts for nothing.
 */
export function deliverRecord(m: PaymentMoves, { consumers, processes, running }: Crew) {
  const { before, after, rules } = m;
  if (before[RECORD] && running < 0 && consumers < rules.consumers && processes < rules.processes) {
    m.begin();
    start(after, { kind: Kind.consumer, step: NextStep.read });
    m.go('consumer: delivered', true);
  }
  if (!m.mayFail) return;
  if (running >= 0 && consumers < rules.consumers) deliverAgain(m, running);
  loseOrReplay(m, running < 0);
}

function deliverAgain(m: PaymentMoves, running: number) {
  if (stepOf(m.before, running) === NextStep.read) return;
  m.spendFault();
  makeStale(m.after, running);
  m.go('record delivered again while the first sandbox runs', false);
}

function loseOrReplay(m: PaymentMoves, isIdle: boolean) {
  const { before, after, rules } = m;
  if (before[RECORD] && isIdle && rules.drops) {
    m.spendFault();
    after[RECORD] = 0;
    after[DROPPED] |= DROPPED_RECORD;
    m.go('event source gives up, record dropped', false);
  }
  if (!before[RECORD]) {
    m.spendFault();
    after[RECORD] = 1;
    m.go('record replayed', false);
  }
}

/** The same for OrderCancelled. */
export function loseOrReplayCancellation(m: PaymentMoves) {
  const { before, after, rules } = m;
  if (!m.mayFail || !rules.cancellation) return;
  if (before[CANCEL_RECORD] && rules.drops) {
    m.spendFault();
    after[CANCEL_RECORD] = 0;
    after[DROPPED] |= DROPPED_CANCEL_RECORD;
    m.go('cancel record dropped', false);
  }
  if (before[CANCELLED] && !before[CANCEL_RECORD]) {
    m.spendFault();
    after[CANCEL_RECORD] = 1;
    m.go('cancel record replayed', false);
  }
}

export function reconcile(m: PaymentMoves) {
  const { before, after } = m;
  const missing = before[RECORD] ? '' : reasonToRequeue(before);
  if (missing !== '') {
    m.begin();
    after[RECORD] = 1;
    m.go(`reconciler: ${missing}`, true);
  }
  if (before[ROW] === Row.refundDue && !before[DUE]) {
    m.begin();
    after[DUE] = 1;
    m.go('reconciler: REFUND_DUE without dueAt', true);
  }
  if (before[CANCELLED] && !before[CANCEL_RECORD] && hasNoEffect(before)) {
    m.begin();
    after[CANCEL_RECORD] = 1;
    m.go('reconciler: cancel has no effect yet, requeue', true);
  }
}

function reasonToRequeue(t: PaymentBytes): string {
  if (t[ROW] === Row.absent) return 'no row, requeue';
  const isUnattended = t[ROW] === Row.charging && !t[LEASE] && !t[DUE];
  return isUnattended ? 'CHARGING, lease over, no dueAt: requeue' : '';
}

/** Whether the cancellation is nowhere to be seen on the row. */
export function hasNoEffect(t: PaymentBytes): boolean {
  const row = t[ROW];
  if (row === Row.charging || row === Row.inReview) return !t[CANCEL_REQUESTED];
  return row === Row.absent || row === Row.captured;
}
