import * as z from 'zod/mini';
import { GATEWAY_CURRENCIES } from '../contracts/money.ts';
import type { GatewayDeps, Operation } from './answer-post.ts';
import { type PaymentIntentRecord, paymentIntentId } from './charge-ledger.ts';
import { next } from './payment-intent-life.ts';
import { attempt, faultFor } from './payment-intents.ts';
import { findCustomer, type UsableMethod, usableMethod } from './payment-methods.ts';
import { Flag, Metadata, readParameters, WholeNumber } from './request-parameters.ts';
import { invalidRequest } from './stripe-errors.ts';
import { testPaymentMethod } from './test-payment-methods.ts';

const CreateParameters = z.strictObject({
  amount: WholeNumber,
  currency: z.string(),
  payment_method: z.optional(z.string()),
  customer: z.optional(z.string()),
  confirm: z._default(Flag, false),
  off_session: z.optional(Flag),
  return_url: z.optional(z.string()),
  'automatic_payment_methods[enabled]': z.optional(Flag),
  'automatic_payment_methods[allow_redirects]': z.optional(z.enum(['always', 'never'])),
  'payment_method_types[0]': z.optional(z.literal('card')),
  metadata: Metadata,
});
type CreateParameters = z.infer<typeof CreateParameters>;

/** Makes an intent, and confirms it at once only if it is asked to. */
export const createPaymentIntent =
  (deps: GatewayDeps): Operation =>
  ({ form, fingerprint }) => {
    const parameters = readParameters(CreateParameters, form);
    assertAmount(parameters);
    assertConfirmation(parameters);
    return async () => {
      const { customer, payment_method: methodId } = parameters;
      const asked = draftOf(parameters, deps);
      if (customer !== undefined) await findCustomer(deps.ledger, customer);
      const method = methodId === undefined ? undefined : await usableMethod(deps.ledger, methodId, asked);
      const draft = { ...asked, amount: asked.amount + surplusAmountOf(method) };
      const once = `create ${fingerprint}`;
      if (parameters.confirm) {
        const { off_session: offSession = false, return_url: returnUrl } = parameters;
        const confirmation = { method, offSession, hasReturnUrl: returnUrl !== undefined, now: deps.now() };
        const { events, ...decision } = attempt(draft, confirmation);
        return { ...decision, events: [creationOf(draft), ...events], fault: faultFor(method, once) };
      }
      const intent = next(draft, {
        ...(method && { status: 'requires_confirmation', paymentMethod: method.id, behavesLike: method.behavesLike }),
      });
      return {
        response: { status: 200, record: intent },
        changes: [intent],
        events: [creationOf(intent)],
        fault: faultFor(method, once, 'create'),
      };
    };
  };

const creationOf = (record: PaymentIntentRecord) => ({ type: 'payment_intent.created', record });

const surplusAmountOf = (method: UsableMethod | undefined) =>
  (method && testPaymentMethod(method.behavesLike).surplusAmount) ?? 0;

function draftOf(parameters: CreateParameters, { now, newToken }: GatewayDeps): PaymentIntentRecord {
  const createdAt = now().getTime();
  const { amount, currency, customer, metadata } = parameters;
  const isCardOnly =
    parameters['automatic_payment_methods[allow_redirects]'] === 'never' ||
    parameters['automatic_payment_methods[enabled]'] === false ||
    parameters['payment_method_types[0]'] !== undefined;
  return {
    id: paymentIntentId(createdAt, newToken()),
    object: 'payment_intent',
    version: 0,
    createdAt,
    status: 'requires_payment_method',
    amount,
    currency,
    customer,
    mayRedirect: !isCardOnly,
    attempts: 0,
    refundedAmount: 0,
    metadata,
  };
}

/** By https://docs.stripe.com/currencies. */
function assertAmount({ amount, currency }: CreateParameters) {
  const limits = currency === currency.toLowerCase() ? GATEWAY_CURRENCIES.get(currency.toUpperCase()) : undefined;
  if (limits === undefined) throw invalidRequest(`Invalid currency: ${currency}.`, { param: 'currency' });
  const refusal = (message: string, code: string) => invalidRequest(message, { code, param: 'amount' });
  if (amount === 0)
    throw refusal(
      'The amount must be greater than or equal to the minimum charge amount.',
      'parameter_invalid_integer',
    );
  if (amount < limits.minimum)
    throw refusal(`Amount must be at least ${limits.minimum} ${currency}`, 'amount_too_small');
  if (amount > limits.maximum)
    throw refusal(`Amount must be no more than ${limits.maximum} ${currency}`, 'amount_too_large');
  if (amount % limits.multipleOf !== 0)
    throw refusal(`Amounts in ${currency} must be multiples of ${limits.multipleOf}.`, 'parameter_invalid_integer');
}

function assertConfirmation({ confirm, off_session, return_url }: CreateParameters) {
  const param = off_session === undefined ? return_url && 'return_url' : 'off_session';
  if (!confirm && param !== undefined)
    throw invalidRequest(`The parameter \`${param}\` can only be passed when \`confirm\` is \`true\`.`, { param });
}
