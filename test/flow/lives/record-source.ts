import { orderPlacedEvent } from '../../../functions/outbox-publisher/outbox-events.ts';
import type { KafkaRecord } from '../../../functions/platform/kafka-record.ts';
import { anOrderRow, orderIdOf } from '../../doubles/order-builders.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';
import type { Watched } from './laws.ts';
import type { World } from './world.ts';

export interface PlacedOrder extends Watched {
  readonly paymentMethod: string;
  readonly record: KafkaRecord;
}

/** An order's record as the topic holds it. */
export function placedOrder(number: number, paymentMethod: string): PlacedOrder {
  const orderId = orderIdOf(number);
  const event = orderPlacedEvent('')(anOrderRow({ orderId, paymentMethod }));
  return { eventId: event.id, paymentMethod, record: aKafkaRecord({ offset: number }, event), isAcknowledged: false };
}

/** Delivers records until they are acknowledged. An invocation that is over may go on all the same, and be heard. */
export function eventSource({ time, random }: World, consume: (record: KafkaRecord) => Promise<void>) {
  const deliver = (order: PlacedOrder) => {
    let isOver = false;
    const again = (delay: number) => {
      if (!isOver && !order.isAcknowledged) time.in(delay, () => deliver(order));
      isOver = true;
    };
    time.in(random(60_000, 90_000), () => again(0));
    consume(order.record).then(
      () => {
        order.isAcknowledged = true;
      },
      () => again(random(1_000, 10_000)),
    );
  };
  return {
    deliver,
    /** Reads the topic from its beginning again. */
    reset(orders: readonly PlacedOrder[]) {
      for (const order of orders) {
        order.isAcknowledged = false;
        deliver(order);
      }
    },
  };
}
