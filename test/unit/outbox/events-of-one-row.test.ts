import { describe, expect, it } from 'vitest';
import type { EventPublisher } from '../../../functions/outbox/outbox.ts';
import { publishOutbox } from '../../../functions/outbox/publish-outbox.ts';
import { inMemoryEventPublisher, recordedPublications } from '../../doubles/in-memory-event-publisher.ts';
import { inMemoryOrders } from '../../doubles/in-memory-orders.ts';
import { aCancelledRow, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { aCancellationEntry, anEventEntry, aRow } from '../../doubles/record-builders.ts';
import { aPublisher, idOf, now } from './a-publisher.ts';

const [one, two] = [aRow(anEventEntry(1)), aRow(anEventEntry(2))];

describe('publish the events of one row', () => {
  const [placed, cancelled] = [anEventEntry(1), aCancellationEntry(1)];
  const both = aRow(placed, cancelled);
  const aCancelled = (differing: Parameters<typeof aPublisher>[0] = {}) => {
    const parts = aPublisher(differing);
    parts.rows.set(orderIdOf(1), aCancelledRow());
    return parts;
  };
  const topics = (lines: readonly string[]) => lines.filter((line) => line.startsWith('published'));

  it('publishes them one after the other, each to its own topic, and records a receipt of each', async () => {
    const { publisher, rows, publish } = aCancelled();

    expect(await publish([both, two])).toBeUndefined();

    const partition = await publisher.partitionOf(placed.event);
    const receipt = { partition, offset: 0, acknowledgedAt: PLACED_AT };
    expect(rows.get(orderIdOf(1))).toMatchObject({
      receipt: { ...receipt, topic: placed.event.topic },
      receipts: { 2: { ...receipt, topic: cancelled.event.topic } },
      version: 4,
    });
    expect(rows.get(orderIdOf(1))).not.toHaveProperty('outbox');
    expect(publisher.logOf(cancelled.event.topic)[partition]).toEqual([cancelled.event]);
  });

  it('begins with the later one only when the broker has the earlier one', async () => {
    const sends: (readonly string[])[] = [];
    const { promise, resolve } = Promise.withResolvers<number>();
    const { rows, outbox } = inMemoryOrders();
    rows.set(orderIdOf(1), aCancelledRow());
    const publisher: EventPublisher = {
      partitionOf: async () => 0,
      publish: async (_place, events) => {
        sends.push(events.map(({ id }) => id));
        return promise;
      },
    };
    const publishing = publishOutbox({ publisher, outbox, report: recordedPublications().report, now })([both]);
    await new Promise(setImmediate);

    expect(sends).toEqual([[placed.event.id]]);
    resolve(0);
    await publishing;
    expect(sends).toEqual([[placed.event.id], [cancelled.event.id]]);
  });

  it('publishes nothing after the one that failed, and lets the other rows pass', async () => {
    const { publisher, rows, publish } = aCancelled();
    publisher.refusing.add(await publisher.partitionOf(placed.event));

    expect(await publish([two, both])).toBe(both);

    expect(publisher.published()).toEqual([idOf(two)]);
    expect(rows.get(orderIdOf(1))).toEqual(aCancelledRow());
  });

  it('has only the changes come again that hold the event that failed', async () => {
    let sends = 0;
    const fake = inMemoryEventPublisher();
    const failing: EventPublisher['publish'] = async (place, events) => {
      if (++sends > 1) throw new Error('the leader moved');
      return fake.publish(place, events);
    };
    const { rows, outbox } = inMemoryOrders();
    rows.set(orderIdOf(1), aCancelledRow());
    const publisher = { ...fake, publish: failing };
    const publish = publishOutbox({ publisher, outbox, report: recordedPublications().report, now });
    const before = aRow(placed);

    expect(await publish([before, both])).toBe(both);
  });

  it('publishes once what two changes of the row show', async () => {
    const { publisher, publish, lines } = aCancelled();

    expect(await publish([aRow(placed), both])).toBeUndefined();

    expect(publisher.published()).toEqual([placed.event.id, cancelled.event.id]);
    expect(topics(lines)).toHaveLength(2);
  });

  it('leaves out what was closed since the stream saw the row', async () => {
    const { publisher, rows, publish } = aCancelled();
    rows.set(orderIdOf(1), aCancelledRow({ outbox: { requeues: 0, entries: { 2: { type: 'order-cancelled' } } } }));

    expect(await publish([both])).toBeUndefined();
    expect(publisher.published()).toEqual([cancelled.event.id]);

    // Closing it has shown the row once more.
    expect(await publish([aRow(cancelled)])).toBeUndefined();
    expect(publisher.published()).toEqual([cancelled.event.id]);
  });

  it('publishes what the stream showed where the row can not be read', async () => {
    const { publisher, publish, lines } = aCancelled({ pending: () => Promise.reject(new Error('throttled')) });

    expect(await publish([both])).toBeUndefined();

    expect(publisher.published()).toEqual([placed.event.id, cancelled.event.id]);
    expect(lines).toContain(`unread ${placed.event.id}`);
  });

  it('asks for no row that has one event alone', async () => {
    const { publish } = aPublisher({ pending: () => Promise.reject(new Error('not asked')) });

    expect(await publish([one, two])).toBeUndefined();
  });

  it('publishes what comes before poison, and nothing after it', async () => {
    const { publisher, rows, publish } = aCancelled();
    const poison = { kind: 'poison', rowKey: orderIdOf(1), reason: 'too large' } as const;

    expect(await publish([{ events: [placed], poison }])).toBeUndefined();

    expect(publisher.published()).toEqual([placed.event.id]);
    expect(rows.get(orderIdOf(1))).toMatchObject({
      outbox: { entries: { 2: { type: 'order-cancelled' } } },
      publishFailure: { reason: 'too large' },
    });
  });
});
