import { intentState, lateAt, MOST_LATE, setLate } from './payment-gateway-model.ts';
import type { PaymentRules } from './payment-rules.ts';
import {
  AtGateway,
  byteAt,
  CANCEL_REQUESTED,
  INTENT,
  INTENT_BYTES,
  KEY,
  LEASE,
  MOST_INTENTS,
  type PaymentBytes,
  ROW,
  Row,
  SECOND_KEY,
  STORED_500,
} from './payment-state.ts';
import { disown, exists, intentOf, MOST_WORKERS, renameCarried, sortWorkers } from './payment-workers.ts';

/** Forgets what can no longer matter, and orders what is interchangeable, so that equal situations are equal bytes. */
export function normalisePayment(t: PaymentBytes, rules: PaymentRules) {
  const row = t[ROW];
  if (row !== Row.charging && !rules.keepOwners) {
    t[LEASE] = 0;
    disown(t);
  }
  if (row === Row.captured || row === Row.refundDue || row === Row.refunded) t[CANCEL_REQUESTED] = 0;
  if (t[INTENT] > 1) exchangeIntents(t, [t[INTENT], 1], rules);
  forgetIntents(t, rules);
  closeGaps(t, rules);
  sortWorkers(t);
  sortLate(t);
}

type Pair = readonly [one: number, other: number];

function exchangeIntents(t: PaymentBytes, [one, other]: Pair, rules: PaymentRules) {
  const renamed = (intent: number) => (intent === one ? other : intent === other ? one : intent);
  const kept = byteAt(t, INTENT_BYTES + one);
  t[INTENT_BYTES + one] = byteAt(t, INTENT_BYTES + other);
  t[INTENT_BYTES + other] = kept;
  t[INTENT] = renamed(t[INTENT]);
  if (t[KEY] !== STORED_500) t[KEY] = renamed(t[KEY]);
  if (rules.secondKey) t[SECOND_KEY] = renamed(t[SECOND_KEY]);
  for (let worker = 0; worker < MOST_WORKERS; worker++)
    if (exists(t, worker)) renameCarried(t, worker, renamed(intentOf(t, worker)));
  for (let place = 0; place < MOST_LATE; place++) {
    const request = lateAt(t, place);
    if (request !== 0) setLate(t, place, (request & 0xf8) | renamed(request & 7));
  }
}

/** An intent that nobody names and that can't capture any more. A list shows open ones too, but only after a restore. */
function forgetIntents(t: PaymentBytes, rules: PaymentRules) {
  const named = namedIntents(t, rules);
  for (let intent = 1; intent <= MOST_INTENTS; intent++) {
    const state = intentState(t, intent);
    if ((named >> intent) & 1) continue;
    const isUnconfirmed = state === AtGateway.open || state === AtGateway.declined;
    if (state === AtGateway.canceled || (isUnconfirmed && !rules.restore)) t[INTENT_BYTES + intent] = 0;
  }
}

/** As bits. */
function namedIntents(t: PaymentBytes, rules: PaymentRules): number {
  let named = 1 << t[INTENT];
  if (t[KEY] !== STORED_500) named |= 1 << t[KEY];
  if (rules.secondKey) named |= 1 << t[SECOND_KEY];
  for (let worker = 0; worker < MOST_WORKERS; worker++) named |= 1 << intentOf(t, worker);
  for (let place = 0; place < MOST_LATE; place++) named |= 1 << (lateAt(t, place) & 7);
  return named;
}

function closeGaps(t: PaymentBytes, rules: PaymentRules) {
  for (let intent = t[INTENT] ? 2 : 1; intent < MOST_INTENTS; intent++) {
    if (byteAt(t, INTENT_BYTES + intent) !== 0) continue;
    let other = intent + 1;
    while (other <= MOST_INTENTS && byteAt(t, INTENT_BYTES + other) === 0) other++;
    if (other <= MOST_INTENTS) exchangeIntents(t, [intent, other], rules);
  }
}

/** Requests in flight are a set. */
function sortLate(t: PaymentBytes) {
  for (let end = 1; end < MOST_LATE; end++)
    for (let place = end; place > 0 && lateAt(t, place) > lateAt(t, place - 1); place--) {
      const request = lateAt(t, place);
      setLate(t, place, lateAt(t, place - 1));
      setLate(t, place - 1, request);
    }
}
