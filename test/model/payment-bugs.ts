import { type ModelCase, paymentCases } from './model-case.ts';
import { STUCK } from './search.ts';

const unfenced = { recordIfOwner: false, recordIfCharging: false, recordIfNoIntent: false };
const group = 'bugs';

/** Rules that are wrong about money; each must be found. */
export const moneyBugs: readonly ModelCase[] = [
  ...paymentCases(
    { group, outcome: 'DECLINED but captured', faults: 2 },
    {
      'confirm before recording': { confirmBeforeRecord: true },
      'record refused, own intent confirmed all the same': { recordFailureIgnored: true },
      'takeover creates a second intent and confirms it unrecorded': {
        takeoverCreates: true,
        recordFailureIgnored: true,
      },
      'DECLINED without cancel': { cancelFirst: false },
      'DECLINED without cancel, confirm carries payment_method': {
        cancelFirst: false,
        declineFinal: true,
        confirmCarriesMethod: true,
      },
      'unknown = declined': { unknownDeclined: true },
      'processing = declined': { processingDeclined: true },
      'open at the second look = declined': { secondLook: true, secondLookDeclines: true },
      'dedup row after the charge': { rowAfterCharge: true, keepOwners: true },
      'operator declines by retrieve': { operatorRetrieves: true },
      'create refused: DECLINED over a row with an intent (no owner, no attribute_not_exists)': {
        settleIfNoIntent: false,
        settleIfOwner: false,
      },
      'intent first: create refused, DECLINED over another attempt': { first: 'intent', declineIfAbsent: false },
    },
  ),
  ...paymentCases(
    { group, outcome: 'DECLINED but captured', faults: 1 },
    {
      'webhook settles by its own word': { webhookSettles: true },
      'one call, then two steps after an unknown outcome': { first: 'one call', oneCallThen: 'two steps' },
      'one call, then list and cancel after an unknown outcome': { first: 'one call', oneCallThen: 'list' },
    },
  ),
  ...paymentCases(
    { group, outcome: 'VOID but captured', faults: 1 },
    {
      'record without state, cancel VOIDs a row without intent': {
        cancellation: true,
        recordIfCharging: false,
        cancellationVoidsUnsent: true,
        keepOwners: true,
      },
      'cancel turns CHARGING into VOID': { cancellation: true, cancellationVoidsCharging: true },
    },
  ),
  ...paymentCases(
    { group, outcome: 'two captures', faults: 1 },
    {
      'one call, key forgotten (version 1 without its window)': { first: 'one call', review: false },
      'intent first: loser of the insert confirms its own intent': { first: 'intent', insertLoserConfirms: true },
    },
  ),
  ...paymentCases(
    { group, outcome: 'refunded more than captured', faults: 1 },
    {
      'refund with a fresh key': { cancellation: true, refundKey: 'fresh', refundBounded: false },
      'refund key forgotten, gateway does not bound refunds': { cancellation: true, refundBounded: false },
    },
  ),
  ...paymentCases(
    { group, outcome: 'intentId was rewritten', faults: 2 },
    {
      'record unfenced (a plain SET)': unfenced,
      'takeover creates a second intent and records it over the first': {
        takeoverCreates: true,
        recordIfNoIntent: false,
      },
    },
  ),
  ...paymentCases(
    { group, outcome: 'intentId was rewritten', faults: 1 },
    { 'intent first: insert unconditional': { first: 'intent', insertIfAbsent: false, keepOwners: true } },
  ),
];

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
