import { describe, expect, inject, it } from 'vitest';
import { ordersClient } from '../../harness/orders-client.ts';
import { findInFamily } from '../../harness/processes.ts';
import { waitFor } from '../../harness/wait-for.ts';

const app = inject('app');
const orders = ordersClient(app);
const broker = () => findInFamily(app.pids.runner, 'kafka.Kafka');

describe('a broker that goes away and comes again', () => {
  it.each([
    ['killed with -9', 'SIGKILL'],
    ['stopped', 'SIGTERM'],
  ] as const)('loses no order that was accepted while it was %s', { timeout: 300_000 }, async (_, signal) => {
    const pid = broker() ?? 0;
    const before = await orders.place();
    process.kill(pid, signal);
    await waitFor(() => broker() !== pid, { within: 10_000, what: 'the end of the broker' });

    const during = await Promise.all([1, 2, 3, 4, 5, 6].map(() => orders.place()));

    for (const orderId of [before, ...during]) {
      const { event } = await orders.waitForStatus(orderId, 'PAID', 60_000);
      expect(event.receipt).not.toBe(null);
      expect(await orders.captures(orderId)).toHaveLength(1);
    }
  });
});
