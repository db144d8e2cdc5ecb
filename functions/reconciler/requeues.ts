import type { OrderSight } from './order-sight.ts';
import type { PaymentSight } from './payment-sight.ts';

/**
 * The one thing that reconciler, backfill and operators do: they change a row so that its stream shows it again and its
 * event is published once more. Every copy has the same id, so it collapses at the consumer.
 * False where the row is no longer as it was seen: then it is on its way without help.
 */
export interface Requeues {
  /** Puts the event back into the order's slot. Status and index stay as they are. */
  order(seen: OrderSight, at: Date): Promise<boolean>;
  /** Shows a decided payment to its stream again. */
  payment(seen: PaymentSight, at: Date): Promise<boolean>;
}

/** Answers as if every row had been as it was seen, and writes nothing. */
export const dryRequeues: Requeues = { order: async () => true, payment: async () => true };
