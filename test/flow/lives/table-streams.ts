import type { CloudEvent } from '../../../functions/contracts/cloud-event.ts';
import type { Outbox } from '../../../functions/outbox/outbox.ts';
import { publishOutbox } from '../../../functions/outbox/publish-outbox.ts';
import { readOrderEvents, readPaymentEvents } from '../../../functions/outbox-publisher/outbox-events.ts';
import { recordedPublications } from '../../doubles/in-memory-event-publisher.ts';
import { eventLaws } from './event-laws.ts';
import { faultyPort } from './faulty-ports.ts';
import type { LifeWorld } from './life-world.ts';
import { ORDER_CHANGES, PAYMENT_CHANGES, watchRows } from './order-laws.ts';
import type { OrderStores } from './order-stores.ts';
import { streamSource } from './stream-source.ts';

/** The streams of both tables, each with its publisher; what is written, and what is published, is checked at once. */
export function tableStreams(world: LifeWorld, stores: OrderStores, wrong: string[]) {
  const { orders, payments, topics, rows, written } = stores;
  const { time } = world;
  const check = eventLaws(rows, wrong);
  const faulty = faultyPort(world);
  const publisherOf = (topic: typeof topics.orders, outbox: Outbox) => {
    const publish: typeof topic.publish = async (place, events) => {
      for (const event of events) check(event);
      return topic.publish(place, events);
    };
    return publishOutbox({
      publisher: { partitionOf: topic.partitionOf, ...faulty({ publish }) },
      outbox: faulty(outbox),
      report: recordedPublications().report,
      now: time.now,
    });
  };
  const isOn = (topic: typeof topics.orders) => (event: CloudEvent) =>
    topic.topic.flat().some(({ id }) => id === event.id);
  const streams = {
    orders: streamSource(world, {
      read: readOrderEvents(''),
      publish: publisherOf(topics.orders, orders.outbox),
      isOnTopic: isOn(topics.orders),
      wrong,
    }),
    payments: streamSource(world, {
      read: readPaymentEvents(''),
      publish: publisherOf(topics.payments, payments.outbox),
      isOnTopic: isOn(topics.payments),
      wrong,
    }),
  };
  watchRows(rows.orders, {
    laws: ORDER_CHANGES,
    wrong,
    // As the filter of its event source does.
    seen(row) {
      written();
      if (row.outbox !== undefined) streams.orders.append({ orderId: row.orderId }, row);
    },
  });
  watchRows(rows.payments, {
    laws: PAYMENT_CHANGES,
    wrong,
    seen(row) {
      written();
      streams.payments.append({ eventId: row.eventId }, row);
    },
  });
  return streams;
}
