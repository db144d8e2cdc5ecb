import { HOLDS, type ModelCase, paymentCases } from './model-case.ts';
import { STUCK } from './search.ts';

const group = 'variants';
const cancellation = true;

/** Single conditions left out, and cheaper rules: which of them are needed? */
export const variants: readonly ModelCase[] = [
  ...paymentCases(
    { group, outcome: HOLDS, faults: 2 },
    {
      'record without owner': { recordIfOwner: false },
      'record without state': { recordIfCharging: false, keepOwners: true },
      'record without attribute_not_exists': { recordIfNoIntent: false },
      'settle without owner': { settleIfOwner: false },
      'settle without state': { settleIfCharging: false, keepOwners: true },
      'takeover confirms without retrieve': { retrieveFirst: false },
      'fresh create key': { createKey: 'fresh' },
      'intent first, fresh create key': { createKey: 'fresh', first: 'intent' },
      'no cancel after a decline, declines final at the gateway': { cancelFirst: false, declineFinal: true },
      'retrier ignores the lease (safety only)': { retrierIgnoresLease: true },
      'dueAt from the insert on': { dueAtInsert: true },
      'no webhook': { webhook: false },
      'an unknown outcome blocks the partition': { parkBlocks: true },
      'cancel voids a row without intent at once': { cancellation, cancellationVoidsUnsent: true },
      'record refused when cancelled': { cancellation, recordIfNotCancelled: true },
      'cancel sets no dueAt': { cancellation, cancellationWithoutDue: true },
      'two operators, resolve without its condition': { resolveIfInReview: false, operators: 2 },
      'one owner token for all attempts': { recordIfOwner: false, settleIfOwner: false, oneToken: true },
      'refund bounded by the gateway, fresh key': { cancellation, refundKey: 'fresh' },
      'second key only on a replayed 500; no review': { secondKey: true, review: false },
      'intent first: second key only on a replayed 500; no review': {
        first: 'intent',
        secondKey: true,
        review: false,
      },
      'takeover confirms although cancelled (refunded later)': { cancellation, takeoverIgnoresCancellation: true },
      'operator lists when no intent is recorded': { operatorLists: true },
      'fresh create key, no review': { createKey: 'fresh', review: false },
      'intent first, fresh create key, no review': { first: 'intent', createKey: 'fresh', review: false },
      'row first, no reconciler, nothing dropped': { reconciler: false, drops: false },
      'intent first, no reconciler, nothing dropped': { first: 'intent', reconciler: false, drops: false },
    },
  ),
  ...paymentCases(
    { group, outcome: 'DECLINED but captured', faults: 2 },
    {
      'record without owner and state': { recordIfOwner: false, recordIfCharging: false, keepOwners: true },
    },
  ),
  ...paymentCases(
    { group, outcome: 'intentId was rewritten', faults: 2 },
    {
      'record without owner and attribute_not_exists': { recordIfOwner: false, recordIfNoIntent: false },
    },
  ),
  ...paymentCases(
    { group, outcome: STUCK, faults: 2 },
    {
      'takeover creates, record refuses, row wins': { takeoverCreates: true },
      'no review, no second key': { review: false },
    },
  ),
  ...paymentCases(
    { group, outcome: STUCK, faults: 1 },
    {
      'dueAt from the insert on, no reconciler': { dueAtInsert: true, reconciler: false },
      'intent first, a create without answer fails the record': { first: 'intent', unansweredCreateFails: true },
    },
  ),
];
