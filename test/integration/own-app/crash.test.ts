import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';
import { olderQuarantine } from '../../harness/app-kafka.ts';
import { paymentsTable } from '../../harness/app-tables.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { runOps, runRetrier } from '../../harness/run-ops.ts';
import { readOutput, type StartedApp, startApp } from '../../harness/running-app.ts';
import { waitFor } from '../../harness/wait-for.ts';

let app: StartedApp;
const saidAtStart = () => readOutput(app.output).infos.filter((line) => /^(Left open|In quarantine)/.test(line));

beforeAll(async () => {
  app = await startApp();
});

afterAll(() => app.remove());

describe('the whole system, killed with -9', { timeout: 300_000 }, () => {
  it('leaves no process and no port, and finishes after the next start what was in flight', async () => {
    expect(saidAtStart()).toEqual([]);
    const orders = ordersClient(app);
    const payments = paymentsTable(app);
    const paid = await orders.place();
    await orders.waitForStatus(paid, 'PAID');
    const charging = await orders.place('pm_slow_3s');
    await waitFor(() => payments.row(charging), { within: 10_000, what: 'the claim' });
    process.kill(app.pids.kafka, 'SIGSTOP');
    const unpublished = await orders.place();

    await app.end('SIGKILL');
    app = await app.startAgain();

    expect((await orders.get(unpublished)).status).toBe(200);
    // As a minute later, when the lease of the attempt that died is over. Its record comes again meanwhile and waits for that.
    const isPaid = async () => {
      if ((await orders.get(charging)).body.status === 'PAID') return true;
      await payments.makeDue(charging);
      await runRetrier(app);
      return false;
    };
    await waitFor(isPaid, { within: 60_000, what: `${charging} to be PAID` });
    for (const orderId of [paid, unpublished, charging]) {
      const { event } = await orders.waitForStatus(orderId, 'PAID', 60_000);
      expect(event.receipt).not.toBe(null);
      expect(await orders.captures(orderId)).toHaveLength(1);
    }
  });

  it('answers a key of an earlier life with its order', async () => {
    const orders = ordersClient(app);
    const key = { 'idempotency-key': 'of-an-earlier-life' };
    const first = await orders.post(anOrderRequest(), key);
    await orders.waitForStatus(first.body.orderId, 'PAID');

    await app.end('SIGINT');
    app = await app.startAgain();

    const again = await orders.post(anOrderRequest(), key);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toMatchObject({ orderId: first.body.orderId, status: 'PAID' });
  });
});

describe('the start of a system that left something open', { timeout: 300_000 }, () => {
  it('says how many orders are not final, and how many records are in quarantine', async () => {
    const orders = ordersClient(app);
    await orders.waitForStatus(await orders.place('pm_wrong_amount'), 'IN_REVIEW');
    await olderQuarantine(app)(aKafkaRecord({}), 'InvalidJson');
    // An order of an earlier test may be paid before its receipt is written.
    const open = async () => (await runOps<{ open: unknown[] }>(app, 'open')).data.open.length;
    await waitFor(async () => (await open()) === 1, { within: 20_000, what: 'the others to be closed' });

    await app.end('SIGINT');
    app = await app.startAgain();

    await waitFor(() => saidAtStart().length === 2, { within: 10_000, what: 'what is open' });
    expect(saidAtStart()).toEqual([
      'Left open by earlier runs: 1 order (1 in review). See: npm run ops -- open, or -- status',
      'In quarantine: 1 record. See: npm run ops -- dlq',
    ]);
  });
});
