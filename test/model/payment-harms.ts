import { HOLDS, type ModelCase, paymentCases } from './model-case.ts';
import { STUCK } from './search.ts';

const TERMINAL = 'a terminal row was changed';
const REWRITTEN = ['intentId was rewritten', 'captured, but not by the recorded intent'];
const FORGOTTEN = [
  'forgotten: CHARGING, record acknowledged, no dueAt',
  'forgotten: cancel requested, no dueAt',
  'forgotten: REFUND_DUE, no dueAt',
  'forgotten: cancel acknowledged without effect',
];
const alone = { reconciler: false, drops: false, muted: FORGOTTEN };
const group = 'harm';

/** Bugs whose own invariant is muted: the harm behind it must be found. */
export const harms: readonly ModelCase[] = [
  ...paymentCases(
    { group, outcome: 'DECLINED but captured', faults: 2 },
    {
      'record unfenced': {
        recordIfOwner: false,
        recordIfCharging: false,
        recordIfNoIntent: false,
        muted: REWRITTEN,
      },
      'takeover confirms a second intent unrecorded': {
        takeoverCreates: true,
        recordFailureIgnored: true,
        muted: REWRITTEN,
      },
    },
  ),
  ...paymentCases(
    { group, outcome: 'two captures', faults: 2 },
    {
      'takeover records a second intent': { takeoverCreates: true, recordIfNoIntent: false, muted: REWRITTEN },
      'record without owner and attribute_not_exists, muted': {
        recordIfOwner: false,
        recordIfNoIntent: false,
        muted: REWRITTEN,
      },
    },
  ),
  ...paymentCases(
    { group, outcome: 'forgotten: CHARGING, record acknowledged, no dueAt', faults: 2 },
    {
      'intent first: insert unconditional, muted': {
        first: 'intent',
        insertIfAbsent: false,
        keepOwners: true,
        muted: [TERMINAL, ...REWRITTEN],
      },
    },
  ),
  ...paymentCases(
    { group, outcome: STUCK, faults: 2 },
    {
      'ack if claimed, no reconciler': { acknowledgeIfClaimed: true, ...alone },
      'ack if claimed, with reconciler': { acknowledgeIfClaimed: true, muted: FORGOTTEN, faults: 1 },
      'held without dueAt, no reconciler': { acknowledgeHeld: true, ...alone },
      'park without dueAt, no reconciler': { parkWithoutDue: true, ...alone },
      'takeover removes dueAt, no reconciler': { takeoverDropsDue: true, ...alone },
    },
  ),
  ...paymentCases(
    { group, outcome: STUCK, faults: 1 },
    {
      'settle ignores cancelRequested, no reconciler': {
        cancellation: true,
        settleIgnoresCancellation: true,
        ...alone,
      },
      'cancel of an absent row inserts nothing, no reconciler': {
        cancellation: true,
        cancellationInsertsNothing: true,
        ...alone,
      },
      'REFUND_DUE without dueAt, no reconciler': { cancellation: true, refundWithoutDue: true, ...alone },
    },
  ),
  // The one that heals: what the later write says is true, too.
  ...paymentCases(
    { group, outcome: HOLDS, faults: 2 },
    {
      'settle unfenced, muted': {
        settleIfOwner: false,
        settleIfCharging: false,
        keepOwners: true,
        muted: [TERMINAL],
      },
    },
  ),
];
