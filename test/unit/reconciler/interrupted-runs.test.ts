import { describe, expect, it } from 'vitest';
import { inMemoryOpenOrders, inMemoryRequeues } from '../../doubles/in-memory-requeues.ts';
import { orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { aReconciler, later, orderOf } from '../../harness/a-reconciler.ts';

const failure = { reason: 'too large', failedAt: PLACED_AT };

describe('what a run can not do', () => {
  it('reports an order that could not be written, and goes on with the others', async () => {
    const orders = [orderOf(1), orderOf(2)];
    const rows = { orders: new Map(orders.map((row) => [row.orderId, row])), payments: new Map() };
    const { order, payment } = inMemoryRequeues(rows);
    const requeues = {
      order: async (...[seen, at]: Parameters<typeof order>) => {
        if (seen.orderId === orderIdOf(1)) throw new Error('throttled');
        return order(seen, at);
      },
      payment,
    };
    const { run, lines } = aReconciler({ orders, differing: { requeues } });

    expect(await run()).toMatchObject({ complete: true, openOrders: 2, ordersRequeued: 1, failures: 1 });
    expect(lines).toContain(`failed order ${orderIdOf(1)}: Error: throttled`);
  });

  it('reports a shard that could not be read, and goes on with the others', async () => {
    const rows = { orders: new Map([[orderIdOf(1), orderOf(1)]]), payments: new Map() };
    const { page } = inMemoryOpenOrders(rows);
    const openOrders = {
      page: (...[shard, after]: Parameters<typeof page>) =>
        shard === '3' ? Promise.reject(new Error('throttled')) : page(shard, after),
    };
    const { run, lines } = aReconciler({ differing: { openOrders, requeues: inMemoryRequeues(rows) } });

    expect(await run()).toMatchObject({ complete: false, ordersRequeued: 1, failures: 1 });
    expect(lines).toContain('failed shard 3 of the open orders: Error: throttled');
  });

  it('counts a row that can not be read, and goes on with the others', async () => {
    const rows = { orders: new Map([[orderIdOf(3), orderOf(3)]]), payments: new Map() };
    const { page } = inMemoryOpenOrders(rows);
    const bad = { kind: 'unreadable', rowKey: orderIdOf(9), reason: 'no status' } as const;
    const openOrders = {
      page: async (...[shard, after]: Parameters<typeof page>) => {
        const { orders, next } = await page(shard, after);
        return { orders: shard === '3' ? [bad, ...orders] : orders, next };
      },
    };
    const { run, lines } = aReconciler({ differing: { openOrders, requeues: inMemoryRequeues(rows) } });

    expect(await run()).toMatchObject({ complete: true, openOrders: 1, ordersRequeued: 1, unreadableRows: 1 });
    expect(lines).toContain(`unreadable ${orderIdOf(9)}: no status`);
  });
});

describe('a run over a slow table', () => {
  const orders = Array.from({ length: 100 }, (_, number) => orderOf(number, { openShard: '0' }));

  it('begins no write when its time is over, and the next goes on', async () => {
    let seconds = 600;
    const rows = { orders: new Map(orders.map((row) => [row.orderId, row])), payments: new Map() };
    const { order, payment } = inMemoryRequeues(rows);
    const slowly = async (...[seen, at]: Parameters<typeof order>) => {
      seconds += 1;
      return order(seen, at);
    };
    const differing = { requeues: { order: slowly, payment }, openOrders: inMemoryOpenOrders(rows, 30) };
    const { run } = aReconciler({ differing: { ...differing, now: () => later(seconds) } });

    const first = await run(false, later(640));
    const second = await run(false, later(1_000));

    // Those that were begun before the deadline end after it.
    expect(first).toMatchObject({ complete: false, openOrders: 60, ordersRequeued: 40, failures: 0 });
    expect(second).toMatchObject({ openOrders: 70, ordersRequeued: 60 });
  });

  it('ends a moment after its time although a call never answers, says so, and tells what it saw', async () => {
    const rows = { orders: new Map([[orderIdOf(3), orderOf(3)]]), payments: new Map() };
    const { page } = inMemoryOpenOrders(rows);
    const openOrders = {
      page: (...[shard, after]: Parameters<typeof page>) =>
        shard === '5' ? new Promise<never>(() => {}) : page(shard, after),
    };
    const begun = Date.now();
    const now = () => later(600 + (Date.now() - begun) / 1_000);
    const { run, lines } = aReconciler({
      differing: { openOrders, requeues: inMemoryRequeues(rows), now, graceMs: 20 },
    });

    expect(await run(false, later(600.05))).toMatchObject({ complete: false, ordersRequeued: 1, failures: 1 });
    expect(lines).toContainEqual(expect.stringContaining('failed shard 5 of the open orders: Error'));
  });
});

describe('a run that runs out of time', () => {
  /** One shard with orders that stay open; a page takes a second. */
  function aSlowReconciler(count: number) {
    let seconds = 600;
    const orders = Array.from({ length: count }, (_, number) =>
      orderOf(number, { openShard: '0', openSince: later(number).toISOString(), publishFailure: failure }),
    );
    const rows = { orders: new Map(orders.map((row) => [row.orderId, row])), payments: new Map() };
    const looked: string[] = [];
    const { page } = inMemoryOpenOrders(rows, 2);
    const openOrders = {
      page: async (...[shard, after]: Parameters<typeof page>) => {
        const found = await page(shard, after);
        if (shard === '0') seconds += 1;
        for (const one of found.orders) if (one.kind === 'readable') looked.push(one.order.orderId);
        return found;
      },
    };
    const { run } = aReconciler({ differing: { openOrders, now: () => later(seconds) } });
    return { looked, runFor: (budget: number) => run(false, later(seconds + budget)) };
  }

  it('says that it has not seen all, oldest first', async () => {
    const { looked, runFor } = aSlowReconciler(6);

    expect(await runFor(2)).toMatchObject({ complete: false, openOrders: 4 });
    expect(looked).toEqual([0, 1, 2, 3].map(orderIdOf));
  });

  it('is gone on with by the next, so that orders that stay open never hide younger ones', async () => {
    const { looked, runFor } = aSlowReconciler(6);
    await runFor(2);

    expect(await runFor(2)).toMatchObject({ complete: false, openOrders: 2 });
    expect(looked.slice(4)).toEqual([4, 5].map(orderIdOf));

    expect(await runFor(10)).toMatchObject({ complete: true, openOrders: 6 });
  });

  it('looks at nothing when it has no time at all', async () => {
    const { looked, runFor } = aSlowReconciler(2);

    expect(await runFor(0)).toMatchObject({ complete: false, openOrders: 0 });
    expect(looked).toEqual([]);
  });
});
