import { inMemoryEventPublisher } from '../../doubles/in-memory-event-publisher.ts';
import { inMemoryOrders } from '../../doubles/in-memory-orders.ts';
import { inMemoryPaymentGateway } from '../../doubles/in-memory-payment-gateway.ts';
import { inMemoryPayments } from '../../doubles/in-memory-payments.ts';
import type { LifeWorld } from './life-world.ts';

/** Both tables, the topics and the gateway of a life. */
export function orderStores({ time: { now }, random }: LifeWorld) {
  const forgetsInTen = random(0, 3);
  const [orders, payments] = [inMemoryOrders({ now }), inMemoryPayments({ now })];
  let writes = 0;
  return {
    orders,
    payments,
    rows: { orders: orders.rows, payments: payments.rows },
    /** How many writes there were so far. */
    writes: () => writes,
    written() {
      writes += 1;
    },
    // Few, so that orders meet in one.
    topics: { orders: inMemoryEventPublisher({ partitions: 2 }), payments: inMemoryEventPublisher({ partitions: 2 }) },
    atGateway: inMemoryPaymentGateway({ forgets: () => random(1, 10) <= forgetsInTen }),
  };
}
export type OrderStores = ReturnType<typeof orderStores>;
