import Stripe from 'stripe';
import * as z from 'zod/mini';
import { fromGatewayAmount } from '../contracts/money.ts';
import { type StripeClientOptions, stripeClient } from '../payments/stripe-client.ts';
import { UnexpectedResponse } from '../platform/http-exchange.ts';
import type { GatewayLedger } from './audit-sources.ts';
import type { AuditedIntent, AuditedRefund } from './order-evidence.ts';
import { inSlices } from './span-slices.ts';

const PAGE = 100;

/** The ledger at Stripe, or at the simulator of it: lists by time of creation, slices of the time at once. */
export function stripeGatewayLedger(options: StripeClientOptions): GatewayLedger {
  const { paymentIntents, refunds } = stripeClient(options);
  return {
    intents: (created, visit) =>
      inSlices(created, async (range) => {
        for await (const intent of paymentIntents.list({ created: { ...range }, limit: PAGE })) visit(intentOf(intent));
      }),
    refunds: (created, visit) =>
      inSlices(created, async (range) => {
        for await (const refund of refunds.list({ created: { ...range }, limit: PAGE }))
          for (const read of refundOf(refund)) visit(read);
      }),
    async intent(id) {
      try {
        return intentOf(await paymentIntents.retrieve(id));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async refundsOf(intentId) {
      const found: AuditedRefund[] = [];
      for await (const refund of refunds.list({ payment_intent: intentId, limit: PAGE }))
        found.push(...refundOf(refund));
      return found;
    },
  };
}

/** Intents are never deleted. One of the other mode is there: the key is wrong. */
const isMissing = (error: unknown) =>
  error instanceof Stripe.errors.StripeInvalidRequestError &&
  error.code === 'resource_missing' &&
  !/a similar object exists in/i.test(error.message);

const Intent = z.object({
  id: z.string().check(z.startsWith('pi_')),
  status: z.string(),
  created: z.int(),
  amount: z.int(),
  amount_received: z.int(),
  currency: z.string(),
  metadata: z.record(z.string(), z.string()),
});

function intentOf(response: unknown): AuditedIntent {
  const { id, status, created, amount, amount_received, metadata, ...intent } = readAs(Intent, response);
  const currency = intent.currency.toUpperCase();
  const counted = status === 'succeeded' ? amount_received : amount;
  return {
    ...{ id, status, currency, createdAt: created * 1_000 },
    amount: fromGatewayAmount({ currency, amount: counted }),
    ...{ orderId: metadata['orderId'], eventId: metadata['eventId'], tenant: metadata['tenant'] },
  };
}

const Refund = z.object({
  id: z.string(),
  status: z.nullable(z.string()),
  created: z.int(),
  amount: z.int(),
  currency: z.string(),
  payment_intent: z.nullable(z.string()),
});

/** None where it gives nothing back, or is of a charge without an intent, which none of ours is. */
function refundOf(response: unknown): AuditedRefund[] {
  const { id, status, created, amount, payment_intent: intentId, ...refund } = readAs(Refund, response);
  if (intentId === null || status === 'failed' || status === 'canceled') return [];
  const currency = refund.currency.toUpperCase();
  return [{ id, intentId, currency, createdAt: created * 1_000, amount: fromGatewayAmount({ currency, amount }) }];
}

function readAs<Shape>(schema: z.ZodMiniType<Shape>, response: unknown): Shape {
  const result = z.safeParse(schema, response);
  if (!result.success) throw new UnexpectedResponse('the response is not what a ledger holds');
  return result.data;
}
