import * as z from 'zod/mini';

/** A payment intent as the API shows it; amounts in minor units, `created` in seconds since the epoch. */
export const PaymentIntent = z.object({
  id: z.string(),
  object: z.literal('payment_intent'),
  amount: z.int(),
  amount_received: z.int(),
  currency: z.string(),
  status: z.enum(['succeeded', 'requires_payment_method', 'requires_action', 'processing', 'canceled']),
  created: z.int(),
  payment_method: z.string(),
  metadata: z.record(z.string(), z.string()),
  last_payment_error: z.nullable(
    z.object({ type: z.literal('card_error'), code: z.string(), decline_code: z.string(), message: z.string() }),
  ),
});
export type PaymentIntent = z.infer<typeof PaymentIntent>;

/** Ids sort by their time in milliseconds, so that the newest come first in a descending query. */
export const paymentIntentId = (milliseconds: number, token: string) => `${timePrefix(milliseconds)}${token}`;

/** The smallest id of that time. */
export const timePrefix = (milliseconds: number) => `pi_${milliseconds.toString(36).padStart(9, '0')}`;
