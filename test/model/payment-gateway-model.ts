import type { PaymentRules } from './payment-rules.ts';
import {
  AtGateway,
  byteAt,
  CALLS,
  INTENT_BYTES,
  KEY,
  LATE,
  MOST_INTENTS,
  type PaymentBytes,
  REFUND_KEY,
  REFUNDS,
  SECOND_KEY,
  STORED_500,
  UNSEARCHABLE,
} from './payment-state.ts';

/**
 * What the gateway does with a request, at once or late. A caller sees the state afterwards. Facts from Stripe's documents: an
 * intent captures at most once, a cancellation is final and refused while the intent is processing.
 */
export const intentState = (t: PaymentBytes, intent: number) => byteAt(t, INTENT_BYTES + intent) & 7;

export function setIntentState(t: PaymentBytes, intent: number, state: number) {
  t[INTENT_BYTES + intent] = (byteAt(t, INTENT_BYTES + intent) & UNSEARCHABLE) | state;
}

export const isUnsearchable = (t: PaymentBytes, intent: number) =>
  (byteAt(t, INTENT_BYTES + intent) & UNSEARCHABLE) !== 0;

export function makeSearchable(t: PaymentBytes, intent: number) {
  t[INTENT_BYTES + intent] = intentState(t, intent);
}

/** The number of an intent that doesn't exist yet; 0 where the model has no room for another. */
export function freeIntent(t: PaymentBytes): number {
  for (let intent = 1; intent <= MOST_INTENTS; intent++) if (byteAt(t, INTENT_BYTES + intent) === 0) return intent;
  return 0;
}

/** The answer of a create: the number of an intent, `STORED_500`, or 0 where the model has no room for another. */
export function create(t: PaymentBytes, rules: PaymentRules): number {
  if (rules.createKey === 'fresh') return addIntent(t, rules);
  const key = rules.secondKey && t[KEY] === STORED_500 ? SECOND_KEY : KEY;
  if (t[key] === 0) t[key] = addIntent(t, rules);
  return t[key];
}

function addIntent(t: PaymentBytes, { look, countCalls }: PaymentRules): number {
  const intent = freeIntent(t);
  if (intent === 0) return 0;
  t[INTENT_BYTES + intent] = look === 'search' ? AtGateway.open | UNSEARCHABLE : AtGateway.open;
  if (countCalls) t[CALLS] += 16;
  return intent;
}

/** No change: the intent can't be confirmed (any more), and the answer carries its state. */
const NONE = [AtGateway.none];
const FINAL = [AtGateway.succeeded, AtGateway.declined];
const ALL = [AtGateway.succeeded, AtGateway.declined, AtGateway.processing];

/** The states that a confirm may lead to. */
export function confirmOutcomes(t: PaymentBytes, intent: number, rules: PaymentRules): readonly number[] {
  const state = intentState(t, intent);
  const isOpenAgain = state === AtGateway.declined && (!rules.declineFinal || rules.confirmCarriesMethod);
  if (state !== AtGateway.open && !isOpenAgain) return NONE;
  return rules.processing ? ALL : FINAL;
}

/** Confirms with one of the outcomes. */
export function confirmWith(t: PaymentBytes, intent: number, outcome: number) {
  if (outcome !== AtGateway.none) setIntentState(t, intent, outcome);
}

export function cancel(t: PaymentBytes, intent: number) {
  const state = intentState(t, intent);
  if (state === AtGateway.open || state === AtGateway.declined) setIntentState(t, intent, AtGateway.canceled);
}

export function refund(t: PaymentBytes, { refundKey, refundBounded }: PaymentRules) {
  if (refundKey === 'fixed' && t[REFUND_KEY]) return;
  if (refundBounded && t[REFUNDS] >= captures(t)) return;
  t[REFUNDS] = Math.min(3, t[REFUNDS] + 1);
  if (refundKey === 'fixed') t[REFUND_KEY] = 1;
}

export function captures(t: PaymentBytes): number {
  let count = 0;
  for (let intent = 1; intent <= MOST_INTENTS; intent++) if (intentState(t, intent) === AtGateway.succeeded) count++;
  return count;
}

// ---- Requests in flight: the kind of the call in the upper bits, its intent in the lower three; 0 for none.

export const Late = { confirm: 1 << 3, cancel: 2 << 3, create: 3 << 3, refund: 4 << 3, oneCall: 5 << 3 } as const;
export const MOST_LATE = 3;

export const lateAt = (t: PaymentBytes, place: number) => byteAt(t, LATE + place);

export function setLate(t: PaymentBytes, place: number, request: number) {
  t[LATE + place] = request;
}

/** Whether the model had room for it. */
export function addLate(t: PaymentBytes, request: number): boolean {
  for (let place = 0; place < MOST_LATE; place++) {
    if (lateAt(t, place) !== 0) continue;
    setLate(t, place, request);
    return true;
  }
  return false;
}
