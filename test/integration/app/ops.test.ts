import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import type { OpenOrdersFound } from '../../../cli/ops/open-orders.ts';
import type { OrderView } from '../../../cli/ops/order-view.ts';
import { orderIdOf } from '../../../functions/order-api/place-order.ts';
import { anOrderRow } from '../../doubles/order-builders.ts';
import { ordersTable } from '../../harness/app-tables.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { runOps } from '../../harness/run-ops.ts';
import { waitFor } from '../../harness/wait-for.ts';

const app = inject('app');
const orders = ordersClient(app);
const ops = <Data>(...args: string[]) => runOps<Data>(app, ...args);

describe('ops order', () => {
  it('shows an order from end to end, with the very record of its receipt', async () => {
    const orderId = await orders.place();
    const { event } = await orders.waitForStatus(orderId, 'PAID');

    const { code, data } = await ops<OrderView>('order', orderId);

    expect(code).toBe(0);
    expect(data).toMatchObject({
      order: { orderId, status: 'PAID' },
      payment: { state: 'CAPTURED' },
      record: { partition: event.receipt?.partition, offset: event.receipt?.offset },
      gateway: { intents: [{ status: 'succeeded' }] },
      contradictions: [],
    });
  });

  it('answers no for an order that is not there', async () => {
    expect(await ops('order', 'ord_none')).toMatchObject({ code: 1, data: null });
  });

  it('tells a receipt that names another record', async () => {
    const [one, other] = [await orders.place(), await orders.place()];
    await orders.waitForStatus(one, 'PAID');
    const { event } = await orders.waitForStatus(other, 'PAID');
    const row = await ordersTable(app).row(one);
    await ordersTable(app).put({ ...row, receipt: event.receipt });

    const { code, data } = await ops<OrderView>('order', one);

    expect(code).toBe(1);
    expect(data.contradictions).toContain('the record at the receipt has another key');
  });
});

describe('ops failed and ops requeue', () => {
  it('find an order that can not be published, and publish it once it is mended', async () => {
    const orderId = orderIdOf('local', randomUUID());
    const order = anOrderRow({ orderId, tenant: 'local', placedAt: new Date().toISOString() });
    await ordersTable(app).put({ ...order, currency: 'euro' });
    await waitFor(async () => (await ordersTable(app).row(orderId))?.['publishFailure'], {
      within: 20_000,
      what: 'the publishFailure',
    });

    const failed = await ops<OpenOrdersFound>('failed');
    await ordersTable(app).put({ ...(await ordersTable(app).row(orderId)), currency: order.currency });
    const tried = await ops('requeue', orderId, '--dry-run');
    const requeued = await ops('requeue', orderId);

    expect(failed.code).toBe(1);
    expect(failed.data.open.map((found) => found.order.orderId)).toContain(orderId);
    expect(tried).toMatchObject({ code: 0, data: [{ orderId, what: 'order' }] });
    expect(requeued).toMatchObject({ code: 0, data: [{ orderId, what: 'order' }] });
    const paid = await orders.waitForStatus(orderId, 'PAID');
    expect(paid.event.receipt).not.toBeNull();
  });

  it('answer no for an order that is not there', async () => {
    expect(await ops('requeue', 'ord_none')).toMatchObject({ code: 1, data: [{ what: 'nothing' }] });
  });
});

describe('ops open', () => {
  it('lists an order that waits for a person', async () => {
    const orderId = await orders.place('pm_wrong_amount');
    await orders.waitForStatus(orderId, 'IN_REVIEW');

    const { data } = await ops<OpenOrdersFound>('open');

    expect(data.open.map(({ order }) => order.orderId)).toContain(orderId);
  });
});

describe('ops reconcile', () => {
  it('runs the reconciler and tells what it found', async () => {
    expect(await ops('reconcile', '--dry-run')).toMatchObject({ code: 0, data: { dryRun: true, complete: true } });
    expect(await ops('reconcile')).toMatchObject({ code: 0, data: { dryRun: false, failures: 0 } });
  });
});

describe('ops backfill', () => {
  it('publishes what was placed in a period once more, and nobody is charged again', async () => {
    const from = new Date().toISOString();
    const orderId = await orders.place();
    const { event, version } = await orders.waitForStatus(orderId, 'PAID');

    const counted = await ops<{ requeued: number }>('backfill', '--from', from, '--dry-run');
    const { data } = await ops<{ requeued: number }>('backfill', '--from', from);

    expect(counted.data.requeued).toBe(1);
    expect(data.requeued).toBe(1);
    await waitFor(async () => (await orders.get(orderId)).body.version > version, {
      within: 10_000,
      what: 'the copy to be published',
    });
    expect((await orders.get(orderId)).body.event.receipt).toEqual(event.receipt);
    expect(await orders.captures(orderId)).toHaveLength(1);
  });

  it('asks for a period, or for all of history in so many words', async () => {
    const asked = { code: 2, stderr: expect.stringContaining('--from <time>, or all of history with --all') };
    expect(await ops('backfill', '--dry-run')).toMatchObject(asked);
    expect(await ops('backfill', '--from', '2026-11-28', '--all', '--dry-run')).toMatchObject(asked);
  });

  it('refuses a time that is none', async () => {
    expect(await ops('backfill', '--from', 'yesterday')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('It must be a time, e.g. 2026-11-28T08:00:00Z.'),
    });
  });
});
