import type { CloudEvent } from '../../functions/contracts/cloud-event.ts';
import type { EventEntry, RowEvents } from '../../functions/outbox/outbox.ts';
import { orderCancelledEvent, orderPlacedEvent } from '../../functions/outbox-publisher/outbox-events.ts';
import type { KafkaRecord } from '../../functions/platform/kafka-record.ts';
import type { StreamRecord } from '../../functions/platform/stream-batch.ts';
import { aCancelledRow, anOrderRow, orderIdOf, PLACED_AT } from './order-builders.ts';

/** The event of the order of that number, as the publisher makes it. */
export const anOrderEvent = (number = 1, prefix = ''): CloudEvent =>
  orderPlacedEvent(prefix)(anOrderRow({ orderId: orderIdOf(number) }));

export const anEventEntry = (number = 1, prefix = ''): EventEntry => ({
  kind: 'event',
  rowKey: orderIdOf(number),
  sequence: 1,
  event: anOrderEvent(number, prefix),
  requeues: 0,
});

/** The second event of that order. */
export const aCancellationEntry = (number = 1, prefix = ''): EventEntry => ({
  ...anEventEntry(number),
  sequence: 2,
  event: orderCancelledEvent(prefix)(aCancelledRow({ orderId: orderIdOf(number) })),
});

/** What a row asks for that has these events. */
export const aRow = (...events: readonly EventEntry[]): RowEvents => ({ events });

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
