import { describe, expect, it } from 'vitest';
import type { EventEntry, Outbox } from '../../../functions/outbox/outbox.ts';
import { publishPartition } from '../../../functions/outbox/publish-partition.ts';
import { inMemoryEventPublisher, recordedPublications } from '../../doubles/in-memory-event-publisher.ts';
import { PLACED_AT } from '../../doubles/order-builders.ts';
import { anEventEntry } from '../../doubles/record-builders.ts';

const entries = (count: number) => Array.from({ length: count }, (_, number) => anEventEntry(number));

interface PartitionOptions {
  readonly secondFails?: boolean;
  readonly close?: Outbox['close'];
  readonly mayBegin?: () => boolean;
  readonly now?: () => Date;
}

/** A partition whose second send fails, if it shall. */
function aPartition({
  secondFails = false,
  close = async () => undefined,
  mayBegin = () => true,
  now = () => new Date(PLACED_AT),
}: PartitionOptions = {}) {
  const topic = inMemoryEventPublisher({ partitions: 1 });
  const { report, lines } = recordedPublications();
  let sends = 0;
  const publisher: typeof topic = {
    ...topic,
    async publish(place, events) {
      if (++sends === 2 && secondFails) throw new Error('the leader moved');
      return topic.publish(place, events);
    },
  };
  const outbox = { pending: async () => new Set([1]), close, refuse: async () => undefined };
  const publish = publishPartition({ publisher, outbox, report, now, rowDeadline: 20 });
  return {
    publish: (entries: readonly EventEntry[]) => publish({ place: { topic: 't', partition: 0 }, entries, mayBegin }),
    lines,
    topic,
    sends: () => sends,
  };
}

describe('publish the events of one partition', () => {
  it('publishes them in order, a hundred at a time, each once', async () => {
    const { publish, topic, sends } = aPartition();
    const all = entries(250);

    expect(await publish(all)).toEqual([]);

    expect(topic.published()).toEqual(all.map(({ event }) => event.id));
    expect(sends()).toBe(3);
  });

  it('answers what the broker may not have, from the chunk that failed on, and sends nothing after it', async () => {
    const { publish, topic, lines, sends } = aPartition({ secondFails: true });
    const all = entries(250);

    expect(await publish(all)).toEqual(all.slice(100));

    expect(topic.published()).toHaveLength(100);
    expect(sends()).toBe(2);
    expect(lines.filter((line) => line.startsWith('failed'))).toEqual([`failed ${all[100]?.event.id}`]);
  });

  it('begins no send for which no time is left, and answers its events', async () => {
    let begun = 0;
    const { publish, topic, lines } = aPartition({ mayBegin: () => begun++ === 0 });
    const all = entries(250);

    expect(await publish(all)).toEqual(all.slice(100));

    expect(topic.published()).toHaveLength(100);
    expect(lines).toContain(`failed ${all[100]?.event.id}`);
  });

  it('takes a receipt that fails for no failed publication', async () => {
    const { publish, lines } = aPartition({ close: () => Promise.reject(new Error('throttled')) });
    const [entry] = entries(1);
    if (entry === undefined) throw new Error('one was made');

    expect(await publish([entry])).toEqual([]);
    expect(lines).toEqual([`published ${entry.event.id}`, `receipt failed ${entry.event.id}`]);
  });

  it('sends the next chunk while receipts are still being written, and ends when they are', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { publish, sends } = aPartition({ close: () => promise });
    let ended = false;
    const publishing = publish(entries(150)).then(() => {
      ended = true;
    });
    await new Promise(setImmediate);

    expect({ sends: sends(), ended }).toEqual({ sends: 2, ended: false });
    resolve();
    await publishing;
    expect(ended).toBe(true);
  });

  it('ends when receipts never do: they failed at their deadline, also those that had no turn yet', async () => {
    let begun = 0;
    let time = 0;
    const close = () => {
      // By then the sends behind are acknowledged, too.
      if (++begun === 200) setImmediate(() => (time = 20));
      return new Promise<void>(() => undefined);
    };
    const { publish, lines } = aPartition({ close, now: () => new Date(time) });

    expect(await publish(entries(240))).toEqual([]);

    expect(lines.filter((line) => line.startsWith('receipt failed'))).toHaveLength(240);
    expect(begun).toBe(200);
  });
});
