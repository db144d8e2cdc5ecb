import { describe, expect, it } from 'vitest';
import type { EventPublisher, RowEvents, TopicPartition } from '../../../functions/outbox/outbox.ts';
import { publishOutbox } from '../../../functions/outbox/publish-outbox.ts';
import { recordedPublications } from '../../doubles/in-memory-event-publisher.ts';
import { inMemoryOrders } from '../../doubles/in-memory-orders.ts';
import { anOrderRow, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { anEventEntry, aRow } from '../../doubles/record-builders.ts';
import { aPublisher, eventOf, idOf, now } from './a-publisher.ts';

const nothing = aRow();
const poisonOf = (number: number): RowEvents => ({
  events: [],
  poison: { kind: 'poison', rowKey: orderIdOf(number), reason: 'too large' },
});
/** Orders 1 and 7 share a partition; order 2 has another. */
const [one, seven, two] = [aRow(anEventEntry(1)), aRow(anEventEntry(7)), aRow(anEventEntry(2))];

describe('publish a batch of the outbox', () => {
  it('publishes each event and records where it is', async () => {
    const { publisher, rows, publish } = aPublisher();

    expect(await publish([one, nothing, seven, two])).toBeUndefined();

    const entries = await publisher.partitionOf(eventOf(one));
    expect(publisher.topic[entries]?.map(({ id }) => id)).toEqual([idOf(one), idOf(seven)]);
    expect(rows.get(orderIdOf(7))).toMatchObject({
      receipt: { topic: eventOf(one).topic, partition: entries, offset: 1, acknowledgedAt: PLACED_AT },
    });
    expect(rows.get(orderIdOf(1))?.receipt?.offset).toBe(0);
    expect(rows.get(orderIdOf(2))?.outbox).toBeUndefined();
  });

  it('does nothing for a batch that asks for nothing', async () => {
    const { publisher, publish, lines } = aPublisher();

    expect([await publish([]), await publish([nothing])]).toEqual([undefined, undefined]);
    expect({ published: publisher.published(), lines }).toEqual({ published: [], lines: [] });
  });

  it('answers the first event of a partition that fails, and lets the other partitions pass', async () => {
    const { publisher, rows, publish } = aPublisher();
    publisher.refusing.add(await publisher.partitionOf(eventOf(one)));

    expect(await publish([two, one, seven])).toBe(one);

    expect(publisher.published()).toEqual([idOf(two)]);
    expect(rows.get(orderIdOf(1))?.outbox).toBeDefined();
  });

  it('answers the one that comes first in the batch when several fail', async () => {
    const { publisher, publish } = aPublisher();
    for (const row of [one, two]) publisher.refusing.add(await publisher.partitionOf(eventOf(row)));

    expect(await publish([nothing, two, one])).toBe(two);
    expect(await publish([one, two])).toBe(one);
  });

  it('gives no receipt for an event whose answer was lost, and has it come again', async () => {
    const { publisher, rows, publish } = aPublisher();
    publisher.losingResponses.add(await publisher.partitionOf(eventOf(one)));

    expect(await publish([one])).toBe(one);
    expect(rows.get(orderIdOf(1))).toEqual(anOrderRow());
  });

  it('sends the partitions at once', async () => {
    const { publisher, rows } = aPublisher();
    const { report } = recordedPublications();
    const begun: number[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow = {
      ...publisher,
      async publish({ partition }: TopicPartition) {
        begun.push(partition);
        await promise;
        return 0;
      },
    };
    const publishing = publishOutbox({ publisher: slow, outbox: inMemoryOrders().outbox, report, now })([one, two]);
    await new Promise(setImmediate);

    expect(begun).toHaveLength(2);
    resolve();
    await publishing;
    expect(rows.size).toBe(10);
  });

  it('answers the first event whose partition cannot be told, publishes none after it, and marks poison', async () => {
    const partitionOf: EventPublisher['partitionOf'] = async (event) => {
      if (event !== eventOf(one)) throw new Error('no broker');
      return 0;
    };
    const { publisher, publish, rows, lines } = aPublisher({ partitionOf });

    expect(await publish([poisonOf(3), one, seven, two])).toBe(seven);

    expect(publisher.published()).toEqual([idOf(one)]);
    expect(rows.get(orderIdOf(3))).toHaveProperty('publishFailure');
    expect(lines.filter((line) => line.startsWith('failed'))).toEqual([`failed ${idOf(seven)}`]);
  });

  it('begins no send for which no time is left', async () => {
    const { publisher, publish } = aPublisher();

    expect(await publish([one, two], () => false)).toBe(one);
    expect(publisher.published()).toEqual([]);
  });
});

describe('mark poison', () => {
  it('marks it with its reason, and its neighbours pass', async () => {
    const { publisher, rows, publish, lines } = aPublisher();

    expect(await publish([poisonOf(3), one, poisonOf(4)])).toBeUndefined();

    expect(rows.get(orderIdOf(3))).toMatchObject({ publishFailure: { reason: 'too large', failedAt: PLACED_AT } });
    expect(rows.get(orderIdOf(4))?.outbox).toBeDefined();
    expect(publisher.published()).toEqual([idOf(one)]);
    expect(lines).toContain(`refused ${orderIdOf(3)}`);
  });

  it('has poison come again that could not be marked', async () => {
    const { publish, lines } = aPublisher({ refuse: () => Promise.reject(new Error('throttled')) });
    const poison = poisonOf(3);

    expect(await publish([one, poison])).toBe(poison);
    expect(lines).toContain(`failed ${orderIdOf(3)}`);
  });

  it('has poison come again whose mark takes too long', async () => {
    const { publisher } = aPublisher();
    const outbox = { ...inMemoryOrders().outbox, refuse: () => new Promise<void>(() => undefined) };
    const { report } = recordedPublications();
    const publish = publishOutbox({ publisher, outbox, report, now, rowDeadline: 20 });
    const poison = poisonOf(3);

    expect(await publish([one, poison])).toBe(poison);
  });
});
