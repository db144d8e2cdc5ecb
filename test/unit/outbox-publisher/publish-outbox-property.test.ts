import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutboxEntry } from '../../../functions/outbox-publisher/outbox.ts';
import { publishOutbox } from '../../../functions/outbox-publisher/publish-outbox.ts';
import { inMemoryEventPublisher, recordedPublications } from '../../doubles/in-memory-event-publisher.ts';
import { inMemoryOrders } from '../../doubles/in-memory-orders.ts';
import { anOrderRow, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { anEventEntry } from '../../doubles/record-builders.ts';

const now = () => new Date(PLACED_AT);
const kinds = fc.array(fc.constantFrom('event', 'event', 'event', 'poison', 'nothing'), { maxLength: 40 });
const partitions = fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { maxLength: 6 });
const failures = fc.record({ refusing: partitions, losingResponses: partitions, unmarkable: fc.boolean() });

const entryOf = (kind: string, number: number): OutboxEntry => {
  if (kind === 'event') return anEventEntry(number);
  return kind === 'poison' ? { kind, rowKey: orderIdOf(number), reason: 'too large' } : { kind: 'nothing' };
};

function aBatch(
  batch: readonly string[],
  faults: { refusing: number[]; losingResponses: number[]; unmarkable: boolean },
) {
  const publisher = inMemoryEventPublisher();
  for (const partition of faults.refusing) publisher.refusing.add(partition);
  for (const partition of faults.losingResponses) publisher.losingResponses.add(partition);
  const { rows, outbox } = inMemoryOrders({ now });
  const entries = batch.map(entryOf);
  for (const number of entries.keys()) rows.set(orderIdOf(number), anOrderRow({ orderId: orderIdOf(number) }));
  const refuse = faults.unmarkable ? () => Promise.reject(new Error('throttled')) : outbox.refuse;
  const { report } = recordedPublications();
  return {
    publisher,
    rows,
    entries,
    publish: publishOutbox({ publisher, outbox: { ...outbox, refuse }, report, now }),
  };
}

describe('publish any batch with any failures', () => {
  it('has every entry before the answered one on the topic or marked, and none twice', async () => {
    await fc.assert(
      fc.asyncProperty(kinds, failures, async (batch, faults) => {
        const { publisher, rows, entries, publish } = aBatch(batch, faults);

        const failed = await publish(entries);

        const done = failed === undefined ? entries : entries.slice(0, entries.indexOf(failed));
        const published = publisher.published();
        for (const entry of done) {
          if (entry.kind === 'event') expect(published).toContain(entry.event.id);
          if (entry.kind === 'poison') expect(rows.get(entry.rowKey)?.publishFailure).toBeDefined();
        }
        expect(new Set(published).size).toBe(published.length);
      }),
    );
  });

  it('gives no receipt but one that names the record that is really there', async () => {
    await fc.assert(
      fc.asyncProperty(kinds, failures, async (batch, faults) => {
        const { publisher, rows, entries, publish } = aBatch(batch, faults);

        await publish(entries);

        for (const { orderId, receipt } of rows.values())
          if (receipt) expect(publisher.topic[receipt.partition]?.[receipt.offset]?.key).toBe(orderId);
      }),
    );
  });
});
