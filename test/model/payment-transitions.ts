import { cancelOrder, consumeCancellation } from './payment-cancellation-moves.ts';
import {
  createIntent,
  createIntentFirst,
  insertDeclinedRow,
  insertParkedRow,
  insertRow,
  recordCreatedIntent,
} from './payment-create-moves.ts';
import { callWebhook, landLateRequests, processIntents } from './payment-gateway-moves.ts';
import { cancelIntent, chargeInOneCall, confirmIntent, retrieveIntent } from './payment-intent-moves.ts';
import { deliverRecord, loseOrReplayCancellation, reconcile } from './payment-kafka-moves.ts';
import { cancelListedIntent, listIntents, startOperator } from './payment-list-moves.ts';
import type { PaymentMoves } from './payment-moves.ts';
import { readRow } from './payment-read-moves.ts';
import { setTableBack } from './payment-restore-moves.ts';
import { parkRow, refundPayment, settleRefund, settleRow, waitForLease } from './payment-settle-moves.ts';
import { DUE, ROW, Row } from './payment-state.ts';
import { passTime } from './payment-time-moves.ts';
import { type Crew, countCrew, Kind, NextStep, start } from './payment-workers.ts';
import type { Emit } from './search.ts';

/** Counted anew for each state. */
const crew: Crew = { processes: 0, consumers: 0, retriers: 0, operators: 0, running: -1 };

/** Everything that can happen next to `m.before`: first in the surroundings, then what each process does. */
export function emitTransitions(m: PaymentMoves, emit: Emit) {
  countCrew(m.before, crew);
  m.emitTo(emit);
  deliverRecord(m, crew);
  loseOrReplayCancellation(m);
  if (m.rules.reconciler) reconcile(m);
  cancelOrder(m);
  consumeCancellation(m);
  callWebhook(m);
  passTime(m);
  processIntents(m);
  landLateRequests(m);
  startRetrier(m, crew);
  startOperator(m, crew);
  m.eachWorker(takeStep);
  if (m.rules.restore) setTableBack(m, crew);
}

function startRetrier(m: PaymentMoves, { retriers, processes }: Crew) {
  const { before, after, rules } = m;
  const isOpen = before[ROW] === Row.charging || before[ROW] === Row.refundDue;
  if (!before[DUE] || !isOpen || retriers >= rules.retriers || processes >= rules.processes) return;
  m.begin();
  start(after, { kind: Kind.retrier, step: NextStep.read });
  m.go('retrier: finds the row due', true);
}

function takeStep(m: PaymentMoves) {
  if (m.mayFail && m.step !== NextStep.read) {
    m.spendFault();
    m.stop();
    m.go('crashes', false);
  }
  STEPS[m.step]?.(m);
}

const STEPS: Record<number, (m: PaymentMoves) => void> = {
  [NextStep.read]: readRow,
  [NextStep.create]: createIntent,
  [NextStep.record]: recordCreatedIntent,
  [NextStep.confirm]: confirmIntent,
  [NextStep.retrieve]: retrieveIntent,
  [NextStep.cancel]: cancelIntent,
  [NextStep.settle]: settleRow,
  [NextStep.park]: parkRow,
  [NextStep.held]: waitForLease,
  [NextStep.refund]: refundPayment,
  [NextStep.settleRefund]: settleRefund,
  [NextStep.list]: listIntents,
  [NextStep.clean]: cancelListedIntent,
  [NextStep.insert]: insertRow,
  [NextStep.chargeInOneCall]: chargeInOneCall,
  [NextStep.createFirst]: createIntentFirst,
  [NextStep.insertParked]: insertParkedRow,
  [NextStep.insertDeclined]: insertDeclinedRow,
};
