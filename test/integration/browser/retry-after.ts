import { inject } from 'vitest';
import { consoleApi } from '../../harness/console-api.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { runRetrier } from '../../harness/run-ops.ts';
import { waitFor } from '../../harness/wait-for.ts';

const app = inject('app');
const orders = ordersClient(app);
const { endFault } = consoleApi(app);

/** Ends a fault and has the payment taken: not in a minute, when the schedule would. */
export const retryAfter = (fault: string) => async (orderId: string | undefined) => {
  await endFault(fault);
  if (orderId === undefined) return;
  const isPaid = async () => {
    await runRetrier(app);
    return (await orders.get(orderId)).body.status === 'PAID';
  };
  await waitFor(isPaid, { within: 20_000, what: 'the payment to be taken' });
};
