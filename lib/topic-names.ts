import { CONSUMERS } from '../functions/contracts/consumers.ts';
import { ORDER_PLACED } from '../functions/contracts/order-placed.ts';
import { PAYMENT_DECIDED } from '../functions/contracts/payment-decided.ts';
import { quarantineTopic } from '../functions/contracts/quarantine.ts';

/** The topics of a stage; each event has a quarantine for what its consumer can't process. */
export function topicNames({ topicPrefix }: { readonly topicPrefix: string }) {
  const orderPlaced = topicPrefix + ORDER_PLACED.topic;
  const paymentDecided = topicPrefix + PAYMENT_DECIDED.topic;
  const quarantine = [
    quarantineTopic(orderPlaced, CONSUMERS.paymentProcessor),
    quarantineTopic(paymentDecided, CONSUMERS.statusUpdater),
  ] as const;
  return { orderPlaced, paymentDecided, quarantine };
}
export type TopicNames = ReturnType<typeof topicNames>;

/** What holds of each topic, whoever makes it. */
export const EVERY_TOPIC = {
  partitions: 6,
  // Brokers unpack what a producer compressed, by whichever of the four ways: not every reader knows all of them.
  settings: { 'compression.type': 'uncompressed' },
} as const;
