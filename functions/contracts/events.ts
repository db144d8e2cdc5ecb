import type { EventContract } from './cloud-event.ts';
import { ORDER_CANCELLED } from './order-cancelled.ts';
import { ORDER_PLACED } from './order-placed.ts';
import { PAYMENT_DECIDED } from './payment-decided.ts';
import { quarantineTopic } from './quarantined-record.ts';

/** Every event of the system. Topics, rights, dashboard, cost and operators' commands follow from this table. */
export const EVENTS = {
  orderPlaced: ORDER_PLACED,
  orderCancelled: ORDER_CANCELLED,
  paymentDecided: PAYMENT_DECIDED,
} as const;
export type EventName = keyof typeof EVENTS;

/** Every consumer of the system, and the event that it reads. Its name is its group, and names its quarantine topic. */
export const CONSUMERS = {
  paymentProcessor: { name: 'payment-processor', event: 'orderPlaced' },
  paymentCanceller: { name: 'payment-canceller', event: 'orderCancelled' },
  statusUpdater: { name: 'status-updater', event: 'paymentDecided' },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly event: EventName }>>;
export type ConsumerId = keyof typeof CONSUMERS;
export type ConsumerName = (typeof CONSUMERS)[ConsumerId]['name'];

export const CONSUMER_NAMES = Object.values(CONSUMERS).map(({ name }) => name);

/** The quarantine topic of each consumer, on the topics of a stage. */
export const quarantineTopics = (topicOf: (event: EventName) => string) =>
  Object.values(CONSUMERS).map(({ name, event }) => quarantineTopic(topicOf(event), name));

/** What a consumer reads, whichever it is. */
export function eventOf(consumer: ConsumerName): EventContract<{ readonly orderId: string }> {
  const found = Object.values(CONSUMERS).find(({ name }) => name === consumer);
  if (found === undefined) throw new Error(`There is no consumer ${consumer}.`);
  return EVENTS[found.event];
}
