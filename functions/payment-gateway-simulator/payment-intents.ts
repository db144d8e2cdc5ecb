import * as z from 'zod/mini';
import type { FaultyDecision, GatewayDeps, Operation } from './answer-post.ts';
import type { PaymentIntentRecord } from './charge-ledger.ts';
import { type Confirmation, canceled, confirmed, dueSettlement, settled, statusEvent } from './payment-intent-life.ts';
import { type UsableMethod, usableMethod } from './payment-methods.ts';
import { Flag, readParameters } from './request-parameters.ts';
import { cardError, noSuch } from './stripe-errors.ts';
import { type TestFault, testPaymentMethod } from './test-payment-methods.ts';

const ConfirmParameters = z.strictObject({
  payment_method: z.optional(z.string()),
  off_session: z._default(Flag, false),
  return_url: z.optional(z.string()),
});

export const confirmPaymentIntent =
  (deps: GatewayDeps): Operation =>
  ({ id, form }) => {
    const parameters = readParameters(ConfirmParameters, form);
    return async () => {
      const intent = await currentIntent(deps, id);
      const methodId = parameters.payment_method ?? intent.paymentMethod;
      const method = methodId === undefined ? undefined : await usableMethod(deps.ledger, methodId, intent);
      const hasReturnUrl = parameters.return_url !== undefined;
      const confirmation = { method, offSession: parameters.off_session, hasReturnUrl, now: deps.now() };
      return { ...attempt(intent, confirmation), fault: faultFor(method, `confirm ${id}`, 'confirm') };
    };
  };

/** An attempt to pay, with what it makes of the payment method. */
export function attempt(
  before: PaymentIntentRecord,
  confirmation: Confirmation & { readonly method: UsableMethod | undefined },
): FaultyDecision {
  const intent = confirmed(before, confirmation);
  const { usedUp } = confirmation.method ?? {};
  return {
    response: intent.lastError ? cardError(intent, intent.lastError) : { status: 200, record: intent },
    changes: [intent, ...(usedUp ? [usedUp] : [])],
    events: [statusEvent(intent)],
  };
}

/** The method's fault, where it concerns this kind of request; `once` names the request that it meets. */
export function faultFor(
  method: UsableMethod | undefined,
  once: string,
  on?: TestFault['on'],
): FaultyDecision['fault'] {
  const fault = method && testPaymentMethod(method.behavesLike).fault;
  return fault && (on ?? fault.on) === fault.on ? { kind: fault.kind, once } : undefined;
}

const CancelParameters = z.strictObject({
  cancellation_reason: z.optional(z.enum(['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'])),
});

export const cancelPaymentIntent =
  (deps: GatewayDeps): Operation =>
  ({ id, form }) => {
    const { cancellation_reason: reason } = readParameters(CancelParameters, form);
    return async () => {
      const intent = canceled(await currentIntent(deps, id), reason, deps.now());
      return { response: { status: 200, record: intent }, changes: [intent], events: [statusEvent(intent)] };
    };
  };

const SettleParameters = z.strictObject({ outcome: z.enum(['succeed', 'fail']) });

/** Ends `processing` at once: a helper for tests that Stripe does not have. */
export const settlePaymentIntent =
  (deps: GatewayDeps): Operation =>
  ({ id, form }) => {
    const { outcome } = readParameters(SettleParameters, form);
    return async () => {
      const intent = settled(await currentIntent(deps, id), outcome);
      const event = { ...statusEvent(intent), isAsynchronous: true };
      return { response: { status: 200, record: intent }, changes: [intent], events: [event] };
    };
  };

/** @throws {StripeRefusal} where there is no such intent. */
export async function currentIntent(
  deps: GatewayDeps,
  id: string,
  missing = { param: 'intent', status: 404 },
): Promise<PaymentIntentRecord> {
  const found = await deps.ledger.find(id);
  if (found?.object !== 'payment_intent') throw noSuch(`payment_intent: '${id}'`, missing);
  return upToDate(deps, found);
}

/**
 * Lets time pass for a stored intent: whoever looks first at one whose `processing` is over ends it, and its event is
 * sent. So nothing has to run in the background.
 */
export async function upToDate(deps: GatewayDeps, stored: PaymentIntentRecord): Promise<PaymentIntentRecord> {
  const settlement = dueSettlement(stored, deps.now());
  if (settlement === undefined) return stored;
  const intent = settled(stored, settlement);
  const committed = await deps.ledger.commit({ changes: [intent], pruneBefore: 0 });
  if (committed.kind !== 'committed') return currentIntent(deps, stored.id);
  await deps.notify({ ...statusEvent(intent), isAsynchronous: true });
  return intent;
}
