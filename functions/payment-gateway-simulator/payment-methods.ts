import * as z from 'zod/mini';
import type { FaultyDecision, GatewayDeps, Operation } from './answer-post.ts';
import type { ChargeLedger, LedgerRecord, PaymentIntentRecord, PaymentMethodRecord } from './charge-ledger.ts';
import { Metadata, readParameters } from './request-parameters.ts';
import { invalidRequest, noSuch, StripeRefusal } from './stripe-errors.ts';
import { intentObject } from './stripe-objects.ts';
import { CARD_DECLINED, isTestPaymentMethod, methodBehindToken, testPaymentMethod } from './test-payment-methods.ts';

export interface UsableMethod {
  readonly id: string;
  readonly behavesLike: string;
  /** Changes with the attempt to pay: without a customer, a method works once. */
  readonly usedUp?: PaymentMethodRecord;
}

/** @throws {StripeRefusal} where this intent can't be paid with the method. */
export async function usableMethod(
  ledger: ChargeLedger,
  id: string,
  intent: PaymentIntentRecord,
): Promise<UsableMethod> {
  if (isTestPaymentMethod(id)) return { id, behavesLike: id };
  const method = await findMethod(ledger, id);
  const { behavesLike, usedBy } = method;
  const objection = objectionTo(method, intent);
  if (objection !== undefined)
    throw invalidRequest(objection, {
      param: 'payment_method',
      ...(intent.version > 0 && { payment_intent: intentObject(intent) }),
    });
  if (method.customer !== undefined || usedBy !== undefined) return { id, behavesLike };
  return { id, behavesLike, usedUp: { ...method, usedBy: intent.id, version: method.version + 1 } };
}

/** In Stripe's words, which have no code. */
function objectionTo({ id, customer, usedBy }: PaymentMethodRecord, intent: PaymentIntentRecord): string | undefined {
  if (customer === undefined)
    return usedBy === undefined || usedBy === intent.id
      ? undefined
      : 'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.';
  if (intent.customer === undefined)
    return `The \`payment_method\` parameter supplied ${id} belongs to the Customer ${customer}. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`;
  return customer === intent.customer
    ? undefined
    : `The PaymentMethod ${id} does not belong to the Customer you supplied ${intent.customer}. Please use this PaymentMethod with the Customer that it belongs to instead.`;
}

/** @throws {StripeRefusal} where there is none. */
export async function findMethod(ledger: ChargeLedger, id: string, status = 400): Promise<PaymentMethodRecord> {
  const method = await ledger.find(id);
  if (method?.object === 'payment_method') return method;
  throw noSuch(`PaymentMethod: '${id}'`, { param: 'payment_method', status });
}

/** @throws {StripeRefusal} where there is none. */
export async function findCustomer(ledger: ChargeLedger, id: string, status = 400): Promise<LedgerRecord> {
  const customer = await ledger.find(id);
  if (customer?.object === 'customer') return customer;
  throw noSuch(`customer: '${id}'`, { param: 'customer', status });
}

const CustomerParameters = z.strictObject({
  email: z.optional(z.string()),
  name: z.optional(z.string()),
  description: z.optional(z.string()),
  metadata: Metadata,
});

export const createCustomer =
  ({ now, newToken }: GatewayDeps): Operation =>
  ({ form }) => {
    const parameters = readParameters(CustomerParameters, form);
    return async () =>
      made({ ...parameters, id: `cus_${newToken()}`, object: 'customer', version: 1, createdAt: now().getTime() });
  };

const MethodParameters = z.strictObject({
  type: z.literal('card'),
  /** Never a card's number. */
  'card[token]': z.string(),
  metadata: Metadata,
});

export const createPaymentMethod =
  (deps: GatewayDeps): Operation =>
  ({ form }) => {
    const { 'card[token]': token, metadata } = readParameters(MethodParameters, form);
    const behavesLike = methodBehindToken(token);
    if (behavesLike === undefined) throw noSuch(`token: '${token}'`, { param: 'card[token]' });
    return async () => made({ ...newMethod(deps, behavesLike), metadata });
  };

const newMethod = ({ now, newToken }: GatewayDeps, behavesLike: string): PaymentMethodRecord => ({
  id: `pm_${newToken()}`,
  object: 'payment_method',
  version: 1,
  createdAt: now().getTime(),
  behavesLike,
  metadata: {},
});

const AttachParameters = z.strictObject({ customer: z.string() });

/** Attaching a test method makes a method of its own, as with Stripe. */
export const attachPaymentMethod =
  (deps: GatewayDeps): Operation =>
  ({ id, form }) => {
    const { customer } = readParameters(AttachParameters, form);
    return async () => {
      const isTest = isTestPaymentMethod(id);
      const method = isTest ? { ...newMethod(deps, id), version: 0 } : await findMethod(deps.ledger, id, 404);
      await findCustomer(deps.ledger, customer);
      if (method.usedBy !== undefined)
        throw invalidRequest(
          'This PaymentMethod was previously used without being attached to a Customer or was detached from a Customer, and may not be used again.',
        );
      if (method.customer !== undefined && method.customer !== customer)
        throw invalidRequest('The payment method you provided has already been attached to a customer.');
      const { outcome, isAttachable } = testPaymentMethod(method.behavesLike);
      if (outcome === 'declines' && !isAttachable) throw declinedCard();
      return made({ ...method, customer, version: method.version + 1 });
    };
  };

function declinedCard(): StripeRefusal {
  const { code, declineCode: decline_code, message } = CARD_DECLINED;
  return new StripeRefusal(402, { type: 'card_error', code, decline_code, message });
}

const made = (record: LedgerRecord): FaultyDecision => ({
  response: { status: 200, record },
  changes: [record],
  events: [],
});
