import { type ModelCase, paymentCases } from './model-case.ts';
import { STUCK } from './search.ts';

const group = 'bugs';

/** Rules that forget a payment, keep it from its end or leave a decided row in disorder; each must be found. */
export const lostBugs: readonly ModelCase[] = [
  ...paymentCases(
    { group, outcome: 'forgotten: CHARGING, record acknowledged, no dueAt', faults: 2 },
    {
      'ack if claimed': { acknowledgeIfClaimed: true },
      'held by another: ack without dueAt': { acknowledgeHeld: true },
      'takeover removes dueAt': { takeoverDropsDue: true },
      'park without dueAt': { parkWithoutDue: true, faults: 1 },
    },
  ),
  ...paymentCases(
    { group, outcome: 'forgotten: cancel acknowledged without effect', faults: 1 },
    {
      'operator ignores cancelRequested': { cancellation: true, operatorIgnoresCancellation: true },
      'cancel of an absent row inserts nothing': { cancellation: true, cancellationInsertsNothing: true },
      'cancel of a CHARGING row does nothing': { cancellation: true, cancellationIgnoresCharging: true },
      'settle ignores cancelRequested': { cancellation: true, settleIgnoresCancellation: true },
    },
  ),
  ...paymentCases(
    { group, outcome: 'forgotten: REFUND_DUE, no dueAt', faults: 1 },
    { 'REFUND_DUE without dueAt': { cancellation: true, refundWithoutDue: true } },
  ),
  ...paymentCases(
    { group, outcome: STUCK, faults: 1 },
    {
      'no retrier': { retriers: 0 },
      'no reconciler': { reconciler: false },
    },
  ),
  ...paymentCases(
    { group, outcome: 'a decided row is still due', faults: 2 },
    {
      'held: dueAt written whatever the state': { heldIfCharging: false },
      'park unfenced': { parkIfOwner: false, keepOwners: true },
      'decision leaves dueAt': { decisionKeepsDue: true, faults: 1 },
      'webhook writes dueAt whatever the state': { webhookIfOpen: false, faults: 1 },
    },
  ),
  ...paymentCases(
    { group, outcome: 'a terminal row was changed', faults: 2 },
    {
      'settle unfenced (neither owner nor state)': {
        settleIfOwner: false,
        settleIfCharging: false,
        keepOwners: true,
      },
    },
  ),
  ...paymentCases(
    { group, outcome: 'lease held by nobody', faults: 0 },
    { 'park keeps the lease': { parkKeepsLease: true } },
  ),
  ...paymentCases(
    { group, outcome: 'more than one create or confirm without any fault', faults: 0 },
    { 'retrier ignores the lease': { retrierIgnoresLease: true, countCalls: true, processing: false } },
  ),
];
