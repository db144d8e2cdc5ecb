import { LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, inject, it } from 'vitest';
import { kafkaEventSource } from '../../../cli/ops/source-commands.ts';
import { localLambda } from '../../../local/settings.ts';
import type { ParkedPayment } from '../../../operations/parked-payments.ts';
import type { RebuildReport } from '../../../operations/rebuild-dedup.ts';
import type { RetryOutcome } from '../../../operations/retry-payment.ts';
import { paymentsTable } from '../../harness/app-tables.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { runOps } from '../../harness/run-ops.ts';
import { waitFor } from '../../harness/wait-for.ts';

const app = inject('app');
const orders = ordersClient(app);
const ops = <Data>(...args: string[]) => runOps<Data>(app, ...args);

const lambda = new LambdaClient(localLambda(app));

describe('ops parked and ops retry', { timeout: 300_000 }, () => {
  it('show a payment that waits, and try it now', async () => {
    const orderId = await orders.place('pm_processing');
    const found = await waitFor(
      async () => {
        const { data } = await ops<readonly ParkedPayment[]>('parked', '--limit', '1000');
        return data.find((payment) => payment.orderId === orderId);
      },
      { within: 20_000, what: 'the payment to be parked' },
    );
    const dry = await ops<RetryOutcome>('retry', orderId, '--dry-run');
    const retried = await waitFor(
      async () => {
        const result = await ops<RetryOutcome>('retry', orderId);
        return result.code === 0 ? result : undefined;
      },
      { within: 25_000, what: 'the payment to be decided by a retry' },
    );

    expect(found).toMatchObject({ state: 'CHARGING', reason: 'the payment is processing' });
    expect(dry).toMatchObject({ code: 0, data: { kind: 'would-be-retried' } });
    expect(retried).toMatchObject({ data: { kind: 'retried', row: { state: 'CAPTURED' } } });
    await orders.waitForStatus(orderId, 'PAID');
  });

  it('refuse a payment that is decided', async () => {
    const orderId = await orders.place();
    await orders.waitForStatus(orderId, 'PAID');

    expect(await ops('retry', orderId)).toMatchObject({ code: 1, data: { kind: 'refused' } });
  });
});

describe('ops review', () => {
  it('lists why a payment is in review, and declines it by cancelling its intent', async () => {
    const orderId = await orders.place('pm_wrong_amount');
    await orders.waitForStatus(orderId, 'IN_REVIEW');

    const { data } = await ops<readonly { order: { orderId: string } }[]>('review', 'list');
    const dry = await ops('review', 'resolve', orderId, '--reason', 'test', '--dry-run');
    const resolved = await ops('review', 'resolve', orderId, '--reason', 'test', '--by', 'me');

    expect(data.find(({ order }) => order.orderId === orderId)).toMatchObject({
      payment: { reviewReason: expect.stringContaining('amount'), intentId: expect.stringMatching(/^pi_/) },
      ageSeconds: expect.any(Number),
    });
    expect(dry).toMatchObject({ code: 0, data: { kind: 'would-try', next: 'DECLINED' } });
    expect(resolved).toMatchObject({ code: 0, data: { kind: 'resolved', state: 'DECLINED' } });
    await orders.waitForStatus(orderId, 'DECLINED');
    expect(await orders.captures(orderId)).toEqual([]);
  });

  it.each([
    ['lacks a reason', ['--by', 'me']],
    ['names the outcome', ['--reason', 'test', '--as', 'CAPTURED']],
    ['names no intent', ['--reason', 'test', '--reference', 'ch_1']],
  ])('refuses a command that %s', async (_what, options) => {
    expect(await ops('review', 'resolve', 'ord_x', ...options)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('error: '),
    });
  });
});

describe('ops rebuild-dedup', { timeout: 300_000 }, () => {
  it('gives back a row that a restored table lacks; until then its order is never requeued', async () => {
    const orderId = await orders.place();
    await orders.waitForStatus(orderId, 'PAID');
    const row = await paymentsTable(app).row(orderId);
    await paymentsTable(app).remove(orderId);

    expect(await ops('requeue', orderId)).toMatchObject({ code: 1, data: [{ what: 'nothing' }] });
    const missing = await ops<RebuildReport>('rebuild-dedup', '--dry-run');
    expect(missing.data.inserted).toBeGreaterThanOrEqual(1);
    expect(await ops('rebuild-dedup')).toMatchObject({ code: 1, stderr: expect.stringContaining('Disable it first') });

    await stopped('payment-processor', async () => {
      const rebuilt = await ops<RebuildReport>('rebuild-dedup');
      const again = await ops<RebuildReport>('rebuild-dedup');
      expect(rebuilt.data.inserted).toBeGreaterThanOrEqual(1);
      expect(again.data.inserted).toBe(0);
    });

    const { state, gatewayReference, decidedAt } = row ?? {};
    expect(await paymentsTable(app).row(orderId)).toMatchObject({ state, gatewayReference, decidedAt });
  });
});

/** Runs a action while a consumer's event source is disabled. */
async function stopped(consumer: string, action: () => Promise<void>) {
  const source = await kafkaEventSource(lambda, `chargeonce-dev-${consumer}`);
  await source.enable(false);
  try {
    await waitFor(async () => (await source.state()) === 'Disabled', { within: 20_000, what: 'it to be disabled' });
    await action();
  } finally {
    await source.enable(true);
  }
}
