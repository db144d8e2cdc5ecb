import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Receipt } from '../../../functions/contracts/cloud-event.ts';
import type { EventEntry, RowEvents } from '../../../functions/outbox/outbox.ts';
import { publishOutbox } from '../../../functions/outbox/publish-outbox.ts';
import { inMemoryEventPublisher, recordedPublications } from '../../doubles/in-memory-event-publisher.ts';
import { inMemoryOrders } from '../../doubles/in-memory-orders.ts';
import { aCancelledRow, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { aCancellationEntry, anEventEntry } from '../../doubles/record-builders.ts';

const now = () => new Date(PLACED_AT);
const kinds = fc.array(fc.constantFrom('event', 'event', 'both', 'second', 'poison', 'nothing'), { maxLength: 40 });
const partitions = fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { maxLength: 6 });
const failures = fc.record({ refusing: partitions, losingResponses: partitions, unmarkable: fc.boolean() });

const EVENTS: Readonly<Record<string, (number: number) => readonly EventEntry[]>> = {
  event: (number) => [anEventEntry(number)],
  both: (number) => [anEventEntry(number), aCancellationEntry(number)],
  second: (number) => [aCancellationEntry(number)],
};
const rowOf = (kind: string, number: number): RowEvents => ({
  events: EVENTS[kind]?.(number) ?? [],
  ...(kind === 'poison' && { poison: { kind, rowKey: orderIdOf(number), reason: 'too large' } }),
});

const isThere = (receipt: Receipt | undefined) => receipt !== undefined;

function aBatch(
  batch: readonly string[],
  faults: { refusing: number[]; losingResponses: number[]; unmarkable: boolean },
) {
  const publisher = inMemoryEventPublisher();
  for (const partition of faults.refusing) publisher.refusing.add(partition);
  for (const partition of faults.losingResponses) publisher.losingResponses.add(partition);
  const { rows, outbox } = inMemoryOrders({ now });
  const changes = batch.map(rowOf);
  for (const number of changes.keys()) rows.set(orderIdOf(number), aCancelledRow({ orderId: orderIdOf(number) }));
  const refuse = faults.unmarkable ? () => Promise.reject(new Error('throttled')) : outbox.refuse;
  const { report } = recordedPublications();
  return {
    publisher,
    rows,
    changes,
    publish: publishOutbox({ publisher, outbox: { ...outbox, refuse }, report, now }),
  };
}

describe('publish any batch with any failures', () => {
  it('has every entry before the answered one on the topic or marked, and none twice', async () => {
    await fc.assert(
      fc.asyncProperty(kinds, failures, async (batch, faults) => {
        const { publisher, rows, changes, publish } = aBatch(batch, faults);

        const failed = await publish(changes);

        const done = failed === undefined ? changes : changes.slice(0, changes.indexOf(failed));
        const published = publisher.published();
        for (const { events, poison } of done) {
          for (const { event } of events) expect(published).toContain(event.id);
          if (poison) expect(rows.get(poison.rowKey)?.publishFailure).toBeDefined();
        }
        expect(new Set(published).size).toBe(published.length);
      }),
    );
  });

  it('has no second event of a row on the topic before the first, which it also asks for', async () => {
    await fc.assert(
      fc.asyncProperty(kinds, failures, async (batch, faults) => {
        const { publisher, changes, publish } = aBatch(batch, faults);

        await publish(changes);

        const published = publisher.published();
        for (const { events } of changes.filter(({ events }) => events.length === 2)) {
          const [first, second] = events.map(({ event }) => published.indexOf(event.id));
          if (second !== -1) expect(first).toBeGreaterThanOrEqual(0);
          if (second !== -1) expect(first).toBeLessThan(Number(second));
        }
      }),
    );
  });

  it('gives no receipt but one that names the record that is really there', async () => {
    await fc.assert(
      fc.asyncProperty(kinds, failures, async (batch, faults) => {
        const { publisher, rows, changes, publish } = aBatch(batch, faults);

        await publish(changes);

        for (const { orderId, receipt, receipts } of rows.values())
          for (const { topic, partition, offset } of [receipt, ...Object.values(receipts ?? {})].filter(isThere))
            expect(publisher.logOf(topic)[partition]?.[offset]?.key).toBe(orderId);
      }),
    );
  });
});
