import type { PaymentIntentRecord } from './charge-ledger.ts';
import { invalidRequest, unexpectedState } from './stripe-errors.ts';
import { intentObject } from './stripe-objects.ts';
import { AUTHENTICATION_REQUIRED, CARD_DECLINED, type Decline, testPaymentMethod } from './test-payment-methods.ts';
import type { GatewayEvent } from './webhook-delivery.ts';

export interface Confirmation {
  /** Undefined where neither the request nor the intent names one. */
  readonly method: { readonly id: string; readonly behavesLike: string } | undefined;
  readonly offSession: boolean;
  readonly hasReturnUrl: boolean;
  readonly now: Date;
}

const PROCESSING_MS = 10_000;

/** Tries to pay. @throws {StripeRefusal} where the intent can't be confirmed now; a decline is an intent with `lastError`. */
export function confirmed(intent: PaymentIntentRecord, confirmation: Confirmation): PaymentIntentRecord {
  const { id, behavesLike } = confirmableMethod(intent, confirmation);
  const { outcome } = testPaymentMethod(behavesLike);
  const attempts = intent.attempts + 1;
  const waiting = next(intent, { attempts, paymentMethod: id, behavesLike, lastError: undefined });
  const charged = { ...waiting, latestCharge: `ch_${intent.id.slice(3)}${attempts}` };
  switch (outcome) {
    case 'succeeds':
      return { ...charged, status: 'succeeded' };
    case 'declines':
      return declined(charged, CARD_DECLINED);
    case 'processes':
    case 'processes-in-vain':
      return { ...charged, status: 'processing', settlesAt: confirmation.now.getTime() + PROCESSING_MS };
    case 'authenticates':
      // The issuer is asked before there is a charge.
      if (confirmation.offSession) return declined(waiting, AUTHENTICATION_REQUIRED);
      return { ...waiting, status: 'requires_action' };
    case 'requires-action':
      return { ...waiting, status: 'requires_action' };
  }
}

function confirmableMethod(intent: PaymentIntentRecord, { method, hasReturnUrl }: Confirmation) {
  const sorry = 'You cannot confirm this PaymentIntent because';
  if (intent.status === 'succeeded')
    throw unexpectedState(`${sorry} it has already succeeded after being previously confirmed.`, intent);
  if (intent.status === 'canceled' || intent.status === 'processing') {
    const allowed = 'requires_confirmation, requires_action';
    throw unexpectedState(
      `${sorry} it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be confirmed: ${allowed}.`,
      intent,
    );
  }
  if (method === undefined) throw unexpectedState(`${sorry} it's missing a payment method.`, intent);
  if (intent.mayRedirect && !hasReturnUrl)
    throw invalidRequest(
      'This PaymentIntent is configured to accept payment methods that might redirect your customer off of your page, so you must provide a `return_url`. To accept none of them, set `automatic_payment_methods[allow_redirects]` to `never`.',
      { payment_intent: intentObject(intent) },
    );
  return method;
}

/** The method goes: the intent waits for another one. */
function declined(intent: PaymentIntentRecord, decline: Decline): PaymentIntentRecord {
  const { latestCharge: charge, paymentMethod = '' } = intent;
  const lastError = { ...decline, paymentMethod, ...(charge !== undefined && { charge }) };
  return { ...intent, status: 'requires_payment_method', paymentMethod: undefined, settlesAt: undefined, lastError };
}

/** @throws {StripeRefusal} where the money was captured, or may still be. */
export function canceled(intent: PaymentIntentRecord, reason: string | undefined, now: Date): PaymentIntentRecord {
  const open = ['requires_payment_method', 'requires_confirmation', 'requires_action'];
  if (open.includes(intent.status))
    return next(intent, { status: 'canceled', canceledAt: now.getTime(), cancellationReason: reason });
  throw unexpectedState(
    `You cannot cancel this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${open.join(', ')}.`,
    intent,
  );
}

export type Settlement = 'succeed' | 'fail';

/** Ends `processing`. @throws {StripeRefusal} in every other status. */
export function settled(intent: PaymentIntentRecord, settlement: Settlement): PaymentIntentRecord {
  if (intent.status !== 'processing') throw unexpectedState(`This PaymentIntent is ${intent.status}.`, intent);
  const ended = next(intent, { settlesAt: undefined });
  if (settlement === 'succeed') return { ...ended, status: 'succeeded' };
  return declined(ended, CARD_DECLINED);
}

/** How `processing` ends now by itself; undefined where there is nothing to end. */
export function dueSettlement(intent: PaymentIntentRecord, now: Date): Settlement | undefined {
  if (intent.settlesAt === undefined || now.getTime() < intent.settlesAt) return undefined;
  return testPaymentMethod(intent.behavesLike ?? '').outcome === 'processes' ? 'succeed' : 'fail';
}

/** The next version of an intent. */
export const next = (intent: PaymentIntentRecord, change: Partial<PaymentIntentRecord>): PaymentIntentRecord => ({
  ...intent,
  ...change,
  version: intent.version + 1,
});

/** The event that reports the status which an intent has just reached. */
export function statusEvent(record: PaymentIntentRecord): GatewayEvent {
  const { status } = record;
  return { type: `payment_intent.${status === 'requires_payment_method' ? 'payment_failed' : status}`, record };
}
