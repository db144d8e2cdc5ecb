import type { ChargeLedger, KeyUse } from './charge-ledger.ts';
import type { CreationRequest } from './creation-request.ts';
import { newPaymentIntent } from './new-payment-intent.ts';
import { type PaymentIntent, paymentIntentId } from './payment-intent.ts';
import { type Behaviour, TEST_PAYMENT_METHODS } from './test-payment-methods.ts';

export interface CreatePaymentIntentDeps {
  readonly ledger: ChargeLedger;
  readonly now: () => Date;
  readonly newToken: () => string;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  readonly keyWindowSeconds: number;
}

export type Creation =
  | { readonly kind: 'created'; readonly intent: PaymentIntent; readonly replayed: boolean }
  | { readonly kind: 'failed' | 'in-flight' | 'key-reused' | 'no-such-payment-method' };

/** Longer than any client waits. */
const HANG_MS = 7_000;
const SLOW_MS = 3_000;
const EXECUTION_MS = 2_000;

/**
 * Charges once per idempotency key for as long as the key is remembered. The key's row fixes the intent's id, and the
 * intent is stored on condition of absence: whatever crashes or races between the two, a key has one intent.
 */
export function createPaymentIntent(deps: CreatePaymentIntentDeps) {
  return async (request: CreationRequest): Promise<Creation> => {
    const behaviour = TEST_PAYMENT_METHODS.get(request.paymentMethod);
    if (behaviour === undefined) return { kind: 'no-such-payment-method' };
    const mine = keyUse(deps, request, behaviour);
    const use = await deps.ledger.rememberKey(mine, secondsLater(deps.now(), -deps.keyWindowSeconds));
    if (use.fingerprint !== mine.fingerprint) return { kind: 'key-reused' };
    const intent = newPaymentIntent(request, behaviour, use);
    return use.intentId === mine.intentId ? execute(deps, intent, behaviour) : repeat(deps, use, { intent, behaviour });
  };
}

async function execute(
  { ledger, wait }: CreatePaymentIntentDeps,
  intent: PaymentIntent,
  { fault }: Behaviour,
): Promise<Creation> {
  if (fault === 'hang-before-charging-once') await wait(HANG_MS);
  if (beginsNothingAtFirst(fault)) return { kind: 'failed' };
  if (fault === 'slow-once') await wait(SLOW_MS);
  await ledger.storeIntent(intent);
  if (fault === 'hang-after-charging-once') await wait(HANG_MS);
  return fault === 'fail-after-charging' ? { kind: 'failed' } : { kind: 'created', intent, replayed: false };
}

/** Gives the first answer again, or finishes what the first request did not: it failed, crashed or still runs. */
async function repeat(
  { ledger, now }: CreatePaymentIntentDeps,
  use: KeyUse,
  { intent, behaviour }: { readonly intent: PaymentIntent; readonly behaviour: Behaviour },
): Promise<Creation> {
  const replayed = (await ledger.findIntent(use.intentId)) !== undefined;
  if (!replayed && now() < new Date(use.inFlightUntil)) return { kind: 'in-flight' };
  if (!replayed) await ledger.storeIntent(intent);
  return behaviour.fault === 'fail-after-charging' ? { kind: 'failed' } : { kind: 'created', intent, replayed };
}

const beginsNothingAtFirst = (fault: Behaviour['fault']) =>
  fault === 'hang-before-charging-once' || fault === 'fail-before-charging-once';

function keyUse({ now, newToken }: CreatePaymentIntentDeps, request: CreationRequest, { fault }: Behaviour): KeyUse {
  const usedAt = now();
  const inFlightMs = beginsNothingAtFirst(fault) ? 0 : EXECUTION_MS + (fault === 'slow-once' ? SLOW_MS : 0);
  return {
    key: request.key,
    intentId: paymentIntentId(usedAt.getTime(), newToken()),
    fingerprint: request.fingerprint,
    usedAt: usedAt.toISOString(),
    inFlightUntil: secondsLater(usedAt, inFlightMs / 1000).toISOString(),
  };
}

const secondsLater = (date: Date, seconds: number) => new Date(date.getTime() + seconds * 1000);
