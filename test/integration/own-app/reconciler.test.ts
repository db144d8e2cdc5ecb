import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ordersTable } from '../../harness/app-tables.ts';
import { copyCheckout } from '../../harness/checkout-copy.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { runReconciler } from '../../harness/run-ops.ts';
import { type StartedApp, startApp } from '../../harness/running-app.ts';

const STREAMS = 'lib/recipes/stream-mapping.ts';
const FROM_THE_BEGINNING = 'startingPosition: StartingPosition.TRIM_HORIZON';
const copy = copyCheckout();
let app: StartedApp;

beforeAll(async () => {
  copy.edit(STREAMS, FROM_THE_BEGINNING, `enabled: false, ${FROM_THE_BEGINNING}`);
  // Whatever is open is overdue.
  app = await startApp({ root: copy.root, env: { RECONCILE_AFTER_SECONDS: '0' } });
});

afterAll(async () => {
  await app.remove();
  copy.remove();
});

describe('crash point 10: the stream has lost the events of orders', { timeout: 300_000 }, () => {
  it('and the reconciler alone brings all of them to PAID, with one charge each', async () => {
    const lost = await Promise.all(Array.from({ length: 20 }, () => ordersClient(app).place()));
    await app.end('SIGTERM');
    copy.edit(STREAMS, `enabled: false, ${FROM_THE_BEGINNING}`, 'startingPosition: StartingPosition.LATEST');
    app = await app.startAgain();
    const orders = ordersClient(app);
    await orders.waitForStatus(await orders.place(), 'PAID');
    for (const orderId of lost)
      expect((await orders.get(orderId)).body).toMatchObject({ status: 'PLACED', event: { receipt: null } });

    const would = await runReconciler(app, { dryRun: true });
    const done = await runReconciler(app);

    for (const summary of [would, done])
      expect(summary).toMatchObject({ complete: true, openOrders: 20, ordersRequeued: 20, paymentsRequeued: 0 });
    for (const orderId of lost) {
      const { event } = await orders.waitForStatus(orderId, 'PAID');
      expect(event.receipt).not.toBe(null);
      expect(await orders.captures(orderId)).toHaveLength(1);
    }
    expect(await runReconciler(app)).toMatchObject({ openOrders: 0, ordersRequeued: 0, paymentsRequeued: 0 });
  });
});

describe('the reconciler beside live traffic', { timeout: 300_000 }, () => {
  it('makes copies at most: every order is paid once, and no outbox entry stays', async () => {
    const orders = ordersClient(app);
    const placed: string[] = [];
    let requeued = 0;

    for (let round = 0; round < 10; round++) {
      const placing = Promise.all(Array.from({ length: 10 }, () => orders.place()));
      for (let run = 0; run < 3; run++) {
        const { ordersRequeued, paymentsRequeued, failures } = await runReconciler(app);
        expect(failures).toBe(0);
        requeued += ordersRequeued + paymentsRequeued;
      }
      placed.push(...(await placing));
    }

    expect(requeued).toBeGreaterThan(0);
    for (const orderId of placed) {
      await orders.waitForStatus(orderId, 'PAID');
      expect(await orders.captures(orderId)).toHaveLength(1);
      expect(await ordersTable(app).row(orderId)).not.toHaveProperty('outbox');
    }
  });
});
