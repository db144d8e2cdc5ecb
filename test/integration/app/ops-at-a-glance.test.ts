import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import type { ListedSource } from '../../../cli/ops/source-commands.ts';
import type { OrderRow } from '../../../functions/contracts/order-row.ts';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import { addedConsumers } from '../../harness/added-parts.ts';
import { produce } from '../../harness/app-kafka.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { runOps } from '../../harness/run-ops.ts';
import { waitFor } from '../../harness/wait-for.ts';

const app = inject('app');
const orders = ordersClient(app);
const ops = <Data>(...args: string[]) => runOps<Data>(app, ...args);

describe('ops sources', () => {
  const states = async () => {
    const { code, data } = await ops<readonly ListedSource[]>('sources', 'list');
    return { code, state: data.find(({ functionName }) => functionName.endsWith('status-updater'))?.state };
  };
  const toBe = (state: string) =>
    waitFor(async () => (await states()).state === state, { within: 20_000, what: `the event source to be ${state}` });

  it('lists those of all functions, and turns one off and on again', async () => {
    const { data } = await ops<readonly ListedSource[]>('sources', 'list');
    const expected = [
      ['chargeonce-dev-order-publisher', expect.stringContaining('stream of ')],
      ['chargeonce-dev-payment-canceller', 'orders.order-cancelled.v1'],
      ['chargeonce-dev-payment-processor', 'orders.order-placed.v1'],
      ['chargeonce-dev-payment-publisher', expect.stringContaining('stream of ')],
      ['chargeonce-dev-status-updater', 'payments.payment-decided.v1'],
      ...addedConsumers.map(({ name, topic }) => [`chargeonce-dev-${name}`, topic] as const),
    ] as const;
    expect(data.map(({ functionName, reads }) => [functionName, reads])).toEqual(
      expected.toSorted(([one], [other]) => one.localeCompare(other)),
    );

    try {
      expect(await ops('sources', 'disable', 'status-updater')).toMatchObject({ code: 0 });
      await toBe('Disabled');
      expect((await states()).code).toBe(1);
    } finally {
      await ops('sources', 'enable', 'status-updater');
    }
    await toBe('Enabled');
  });

  it('says what there is where none is meant', async () => {
    expect(await ops('sources', 'enable', 'nobody')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^No event source matches "nobody"\. There are: .*\bchargeonce-dev-order-publisher\b/,
      ),
    });
  });
});

describe('ops orders and ops status', () => {
  it('find an order that was just published beside records of any key, by its customer, and what waits for a person', async () => {
    const customerId = `c-${randomUUID()}`;
    for (const key of [null, '', 'x'.repeat(3_000)])
      await produce(app, 'orders.order-placed.v1', [{ key, value: 'no event' }]);
    const { body } = await orders.post(anOrderRequest({ customerId, paymentMethod: 'pm_wrong_amount' }));
    await orders.waitForStatus(body.orderId, 'IN_REVIEW');

    const found = await ops<readonly OrderRow[]>('orders', '--customer', customerId, '--status', 'IN_REVIEW');
    expect(found.data.map(({ orderId }) => orderId)).toEqual([body.orderId]);
    expect((await ops<readonly OrderRow[]>('orders', '--customer', customerId, '--status', 'PAID')).data).toEqual([]);

    const { code, data } = await ops<{ readonly open: Readonly<Record<string, number>> }>('status');
    expect(code).toBe(1);
    expect(data.open['in review']).toBeGreaterThanOrEqual(1);
  });
});
