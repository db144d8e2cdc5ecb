import * as z from 'zod/mini';
import type { ChargeIdentity } from './payment-gateway.ts';

/** What is read of a payment intent. The SDK passes on any JSON without `error`, whatever its status or shape. */
const StripePaymentIntent = z.object({
  id: z.string(),
  status: z.string(),
  amount: z.int(),
  amount_received: z.int(),
  currency: z.string(),
  metadata: z.record(z.string(), z.string()),
  last_payment_error: z.nullish(
    z.object({ type: z.string(), code: z.nullish(z.string()), decline_code: z.nullish(z.string()) }),
  ),
});
export type StripePaymentIntent = z.infer<typeof StripePaymentIntent>;

/** Throws where the answer is anything else, such as a proxy's own JSON. */
export function readIntent(answer: unknown): StripePaymentIntent {
  const result = z.safeParse(StripePaymentIntent, answer);
  if (!result.success) throw new Error('the answer is not a payment intent');
  return result.data;
}

/** Whether the intent was made for this order or this event; either is enough to be looked at. */
export const concerns = ({ metadata }: StripePaymentIntent, { eventId, orderId }: ChargeIdentity) =>
  metadata['eventId'] === eventId || metadata['orderId'] === orderId;
