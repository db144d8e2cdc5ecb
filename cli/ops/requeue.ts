import { dynamoRequeues } from '../../functions/reconciler/dynamo-requeues.ts';
import { dryRequeues } from '../../functions/reconciler/requeues.ts';
import { opsCommand } from './command.ts';
import { readOrder, readPayment } from './rows.ts';
import type { System } from './system.ts';

interface Requeued {
  readonly orderId: string;
  readonly what: 'order' | 'payment' | 'nothing';
  readonly reason?: string;
}

export const requeueCommand = opsCommand<{ dryRun: boolean }>({
  name: 'requeue',
  does: "Publishes orders' events once more: the payment's where it is decided, else the order's. Copies collapse.",
  define: (command) =>
    command
      .argument('<orderId...>')
      .option('--dry-run', 'tell what it would do, and write nothing', false)
      .addHelpText(
        'after',
        '\nAlso for an order that is marked as impossible to publish, once its cause is mended.\nExit code 1 where one was not requeued.',
      ),
  run: async (system, orderIds, { dryRun }) => {
    const results: Requeued[] = [];
    for (const orderId of orderIds) results.push(await requeue(system, orderId, dryRun));
    const text = results.map((result) => lineOf(result, dryRun)).join('\n');
    return { data: results, text, ok: results.every(({ what }) => what !== 'nothing') };
  },
});

async function requeue(system: System, orderId: string, dryRun: boolean): Promise<Requeued> {
  const { dynamo, outputs } = system;
  const tables = { dynamo, orders: outputs.OrdersTable, payments: outputs.PaymentDedupTable };
  const requeues = dryRun ? dryRequeues : dynamoRequeues(tables);
  const order = await readOrder(system, orderId);
  if (order === undefined) return { orderId, what: 'nothing', reason: 'there is no such order' };
  const payment = await readPayment(system, orderId);
  const isDecided = payment !== undefined && payment.state !== 'CHARGING';
  const isDone = isDecided ? await requeues.payment(payment) : await requeues.order(order, new Date());
  if (!isDone) return { orderId, what: 'nothing', reason: 'it changed in this moment, so it is on its way' };
  return { orderId, what: isDecided ? 'payment' : 'order' };
}

const lineOf = ({ orderId, what, reason }: Requeued, dryRun: boolean) =>
  what === 'nothing'
    ? `${orderId}  not requeued: ${reason}`
    : `${orderId}  ${dryRun ? 'would requeue' : 'requeued'} the ${what}'s event`;
