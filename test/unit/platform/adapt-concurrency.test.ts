import { describe, expect, it } from 'vitest';
import { adaptConcurrency } from '../../../functions/platform/adapt-concurrency.ts';
import { consumeBatch } from '../../../functions/platform/kafka-handler.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';

/** A consumer whose records wait until they are let on. */
function aWaitingConsumer({ concurrency = 100 } = {}) {
  const waiting: { readonly end: (failed?: Error) => void }[] = [];
  const process = () =>
    new Promise<void>((resolve, reject) => {
      waiting.push({ end: (failed) => (failed ? reject(failed) : resolve()) });
    });
  const consume = consumeBatch({ process, mode: 'report', concurrency, failed: () => undefined });
  /** How many are under way of a batch that has come. */
  const deliver = async (records: number) => {
    const batch = Array.from({ length: records }, (_, n) => aKafkaRecord({ offset: n, key: Buffer.from(`k${n}`) }));
    consume(batch, () => true).catch(() => undefined);
    await new Promise(setImmediate);
    return waiting.length;
  };
  /** Ends those that are under way, the first of them with a failure; answers how many are then. */
  const next = async (failing = 0) => {
    for (const [index, { end }] of waiting.splice(0).entries()) end(index < failing ? new Error('429') : undefined);
    await new Promise(setImmediate);
    return waiting.length;
  };
  return { deliver, next };
}

describe('as many records at once as what they wait for takes', () => {
  it('begins with 16, and takes one more for each that succeeds, up to the most', async () => {
    const { deliver, next } = aWaitingConsumer();

    expect([await deliver(400), await next(), await next(), await next(), await next()]).toEqual([
      16, 32, 64, 100, 100,
    ]);
  });

  it('never takes more than it may', async () => {
    const { deliver, next } = aWaitingConsumer({ concurrency: 3 });

    expect([await deliver(20), await next(), await next()]).toEqual([3, 3, 3]);
  });

  it('takes half as many after failures, once for all that were begun together', async () => {
    const { deliver, next } = aWaitingConsumer();
    await deliver(400);
    await next();
    await next();

    expect([await next(64), await next(32), await next(), await next()]).toEqual([32, 16, 20, 25]);
  });

  it('keeps one at work, whatever fails', async () => {
    const { deliver, next } = aWaitingConsumer({ concurrency: 2 });

    expect([await deliver(20), await next(2), await next(1), await next()]).toEqual([2, 1, 1, 1]);
    for (let others = 0; others < 3; others++) await next();
    expect(await next()).toBe(2);
  });

  it('goes on in the next batch with what it has learned', async () => {
    const { deliver, next } = aWaitingConsumer();
    await deliver(16);
    await next();

    expect(await deliver(100)).toBe(32);
  });
});

describe('records that ask nobody', () => {
  it('say nothing of how long asking takes', async () => {
    let now = 0;
    const { limit, observe } = adaptConcurrency(100, () => now);
    const round = async (milliseconds: number, count = 100) => {
      const ends = Array.from({ length: count }, () => Promise.withResolvers<void>());
      const work = ends.map(({ promise }) => observe(() => promise));
      now += milliseconds;
      for (const { resolve } of ends) resolve();
      await Promise.all(work);
      return limit.concurrency;
    };
    await round(1_500);
    await round(1);
    await round(1);

    expect([await round(1_500), await round(1_500)]).toEqual([100, 100]);
  });
});
