import type { EventPublisher, Outbox, RowEvents } from '../../../functions/outbox/outbox.ts';
import { publishOutbox } from '../../../functions/outbox/publish-outbox.ts';
import { inMemoryEventPublisher, recordedPublications } from '../../doubles/in-memory-event-publisher.ts';
import { inMemoryOrders } from '../../doubles/in-memory-orders.ts';
import { anOrderRow, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';

export const now = () => new Date(PLACED_AT);

/** The one event of a row. */
export const eventOf = ({ events: [entry] }: RowEvents) => {
  if (entry === undefined) throw new Error('the row has no event');
  return entry.event;
};
export const idOf = (row: RowEvents) => eventOf(row).id;

/** Ten placed orders and a topic of six partitions, of which one can be told to fail. */
export function aPublisher(differing: Partial<Outbox & Pick<EventPublisher, 'partitionOf'>> = {}) {
  const publisher = { ...inMemoryEventPublisher(), ...differing };
  const { rows, outbox } = inMemoryOrders({ now });
  const { report, lines } = recordedPublications();
  for (let number = 1; number <= 10; number++) rows.set(orderIdOf(number), anOrderRow({ orderId: orderIdOf(number) }));
  const publish = publishOutbox({ publisher, outbox: { ...outbox, ...differing }, report, now });
  return { publisher, rows, publish, lines };
}
