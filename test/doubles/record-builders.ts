import type { CloudEvent } from '../../functions/contracts/cloud-event.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { EventEntry } from '../../functions/outbox-publisher/outbox.ts';
import { orderPlacedEvent } from '../../functions/outbox-publisher/outbox-events.ts';
import type { KafkaRecord } from '../../functions/platform/kafka-record.ts';
import type { StreamRecord } from '../../functions/platform/stream-batch.ts';
import { anOrderRow, orderIdOf, PLACED_AT } from './order-builders.ts';

/** The event of the order of that number, as the publisher makes it. */
export function anOrderEvent(number = 1, topic: string = ORDER_PLACED.topic): CloudEvent {
  const event = orderPlacedEvent(topic)(anOrderRow({ orderId: orderIdOf(number) }));
  if (event === undefined) throw new Error('an order as it is placed has an event');
  return event;
}

export const anEventEntry = (number = 1): EventEntry => ({
  kind: 'event',
  rowKey: orderIdOf(number),
  event: anOrderEvent(number),
  requeues: 0,
});

/** An order-placed record as a consumer gets it. */
export function aKafkaRecord(differing: Partial<KafkaRecord> = {}, event = anOrderEvent()): KafkaRecord {
  return {
    topic: event.topic,
    partition: 0,
    offset: 0,
    timestamp: Date.parse(PLACED_AT),
    key: Buffer.from(event.key),
    value: Buffer.from(event.value),
    headers: Object.entries(event.headers).map(([name, value]) => ({ name, value: Buffer.from(value) })),
    ...differing,
  };
}

/** A placed order as its table's stream shows it. */
export const aStreamRecord = (differing: Partial<StreamRecord> = {}): StreamRecord => ({
  sequenceNumber: '100',
  keys: { orderId: orderIdOf(1) },
  image: { kind: 'row', row: { ...anOrderRow() } },
  ...differing,
});
