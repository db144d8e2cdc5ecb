import Stripe from 'stripe';
import * as z from 'zod/mini';
import { ForgedNotification, type PaymentHint, type ReadNotification } from './receive-webhook.ts';

/** Older notifications are refused, in seconds: a captured one can't be replayed for ever. */
const TOLERANCE = 300;

/** The table rejects an empty key, and one of more than 2 KB; other systems may use the same name. */
const EventId = z.string().check(z.minLength(1), z.maxLength(500));

const Notification = z.object({
  data: z.object({
    object: z.object({ object: z.enum(['payment_intent', 'refund']), metadata: z.object({ eventId: EventId }) }),
  }),
});

/** The payment that an event of Stripe is about. */
export function paymentIn(event: unknown): PaymentHint | undefined {
  const notification = z.safeParse(Notification, event);
  return notification.success ? { eventId: notification.data.data.object.metadata.eventId } : undefined;
}

/** Verifies Stripe's signature with the endpoint's secret. @throws ForgedNotification */
export const stripeNotification =
  (secret: () => Promise<string>): ReadNotification =>
  async (payload, signature) => {
    const key = await secret();
    try {
      return paymentIn(Stripe.webhooks.constructEvent(payload, signature, key, TOLERANCE));
    } catch (error) {
      throw new ForgedNotification(error instanceof Stripe.errors.StripeError ? error.type : 'no JSON');
    }
  };
