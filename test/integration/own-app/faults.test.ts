import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import { appWithFaults, until } from '../../harness/app-with-faults.ts';

let app: Awaited<ReturnType<typeof appWithFaults>>;

beforeAll(async () => {
  app = await appWithFaults();
});

afterAll(() => app.remove());

describe('a fault of the broker', { timeout: 300_000 }, () => {
  it('keeps it down until its time is over, and the orders are published then', async () => {
    const { pids } = kafka();
    await app.faults.start('kill-broker', { seconds: 5 });
    await until(() => kafka().state === 'down', 'the end of the broker');
    const placed = await app.placeThree();

    expect(app.faults.active()).toMatchObject([{ id: 'kill-broker' }]);
    expect(kafka()).toMatchObject({ state: 'down', pids: [] });

    await app.assertPaidOnce(placed);
    expect(kafka()).toMatchObject({ state: 'up' });
    expect(kafka().pids).not.toEqual(pids);
    expect(app.faults.active()).toEqual([]);
  });

  it('stops it, and lets it go on', async () => {
    const { pids } = kafka();
    await app.faults.start('pause-broker', { seconds: 60 });
    const placed = await app.placeThree();
    expect(kafka()).toEqual({ name: 'kafka', kind: 'server', state: 'paused', pids });
    expect(stateOf(pids[0])).toBe('T');

    await app.faults.end('pause-broker');

    expect(kafka()).toMatchObject({ state: 'up', pids });
    await app.assertPaidOnce(placed);
  });

  it('restarts it once', async () => {
    const { pids } = kafka();

    await app.faults.start('restart-broker', { seconds: 1 });

    const placed = await app.placeThree();
    await app.assertPaidOnce(placed);
    expect(kafka().pids).not.toEqual(pids);
  });
});

describe('a fault between the publisher and the broker', { timeout: 300_000 }, () => {
  it('drops the acknowledgement of what is written, which is then written again', async () => {
    await app.faults.start('drop-acknowledgements', { seconds: 300, value: 100 });
    const placed = await app.placeThree();
    await until(async () => (await app.copiesOf(placed)) > 0, 'a copy in the topic');

    await app.faults.end('drop-acknowledgements');
    expect(app.faults.strikes('drop-acknowledgements')).toBeGreaterThan(0);

    await app.assertPaidOnce(placed);
  });

  it('kills the publisher before it has written the receipt', async () => {
    await app.faults.start('kill-publisher', { seconds: 300, value: 1 });

    const placed = await app.placeThree();

    await app.assertPaidOnce(placed);
    // A copy in the topic is likely and not sure: the payment may close the entry before the publisher reads it again.
    expect(app.messages).toContain('chargeonce-dev-order-publisher: Runtime exited (SIGKILL)');
    await app.faults.end('kill-publisher');
  });
});

describe('a fault of the deliveries', { timeout: 300_000 }, () => {
  it('delivers each record several times at once, and each order is charged once', async () => {
    const copies = () => app.processes.log('payment-processor', 5_000).filter((line) => /duplicate|held-by/.test(line));
    const before = copies().length;
    await app.faults.start('duplicate-deliveries', { seconds: 300, value: 3 });

    const placed = await app.placeThree();

    await app.assertPaidOnce(placed);
    await app.faults.end('duplicate-deliveries');
    expect(copies().length - before).toBeGreaterThanOrEqual(3);
    expect(app.faults.strikes('duplicate-deliveries')).toBeGreaterThan(0);
  });
});

describe('a fault of the gateway', { timeout: 300_000 }, () => {
  it('holds its answers back', async () => {
    await app.faults.start('slow-gateway', { seconds: 300, value: 1_500 });

    const placed = await app.placeThree();

    await app.assertPaidOnce(placed);
    for (const orderId of placed) expect(app.paidAfter(orderId)).toBeGreaterThanOrEqual(3_000);
    await app.faults.end('slow-gateway');
    expect(app.faults.strikes('slow-gateway')).toBeGreaterThanOrEqual(6);
  });

  it('answers with errors, and the parked payments succeed later', async () => {
    await app.faults.start('failing-gateway', { seconds: 300, value: 100 });
    const placed = await app.placeThree();
    for (const orderId of placed)
      await until(async () => (await app.payments.row(orderId))?.['dueAt'] !== undefined, 'a parked payment');
    expect(await app.orders.captures(placed[0] ?? '')).toEqual([]);

    await app.faults.end('failing-gateway');

    await app.assertPaidOnce(placed);
  });

  it('loses the answer to a charge that has happened', async () => {
    await app.faults.start('timeout-after-charge', { seconds: 300 });

    const placed = await app.placeThree();

    await app.assertPaidOnce(placed);
    for (const orderId of placed) expect(app.paidAfter(orderId)).toBeGreaterThanOrEqual(4_000);
    await app.faults.end('timeout-after-charge');
  });

  it('kills the processor that waits for the answer to a charge', async () => {
    await app.faults.start('kill-processor', { seconds: 300, value: 1 });

    const placed = await app.placeThree();

    await until(() => app.messages.includes('chargeonce-dev-payment-processor: Runtime exited (SIGKILL)'), 'its end');
    for (const orderId of placed) await until(() => app.payments.row(orderId), 'the claim');
    for (const orderId of placed) await app.payments.makeDue(orderId);
    await app.assertPaidOnce(placed);
    await app.faults.end('kill-processor');
  });
});

describe('a fault of the tables', { timeout: 300_000 }, () => {
  it('refuses writes, so that no order is accepted, and accepts them at the end', async () => {
    await app.faults.start('throttle-table', { seconds: 300, value: 100 });
    expect(await app.orders.post(anOrderRequest())).toMatchObject({ status: 503 });

    await app.faults.end('throttle-table');

    await app.assertPaidOnce(await app.placeThree());
  });

  it('leaves only slow what it refuses in part', async () => {
    await app.faults.start('throttle-table', { seconds: 300, value: 20 });

    const placed = await app.placeThree();

    await app.assertPaidOnce(placed);
    await app.faults.end('throttle-table');
  });
});

describe('the processes', { timeout: 300_000 }, () => {
  it('are restarted by their names, and their logs can be read', async () => {
    const processor = () => app.processNamed('payment-processor');
    await app.assertPaidOnce(await app.placeThree());
    const before = processor().pids;
    expect(before.length).toBeGreaterThan(0);

    await app.processes.restart('payment-processor');
    expect(processor()).toEqual({ name: 'payment-processor', kind: 'function', state: 'idle', pids: [] });
    await app.assertPaidOnce(await app.placeThree());
    await app.processes.restart('dynamodb');

    expect(before).not.toContain(processor().pids[0]);
    await until(() => app.messages.includes('DynamoDB Local runs again'), 'DynamoDB Local');
    expect(app.processes.log('kafka', 3)).toHaveLength(3);
    await expect(app.processes.restart('nobody')).rejects.toThrow('There is no function nobody');
  });
});

const kafka = () => app.processNamed('kafka');

/** As Linux shows it. */
const stateOf = (pid = 0) => /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
