import { dynamoRequeues } from '../../functions/reconciler/dynamo-requeues.ts';
import { dryRequeues, type Requeues } from '../../functions/reconciler/requeues.ts';
import { type RequeuedByHand, requeueByHand } from '../../operations/requeue-again.ts';
import { opsCommand } from './command.ts';
import { readOrder, readPayment } from './rows.ts';
import type { System } from './system.ts';

export const requeueCommand = opsCommand<{ dryRun: boolean }>({
  name: 'requeue',
  does: "Publishes orders' events once more: the payment's where it is decided, else the order's.",
  define: (command) =>
    command
      .argument('<orderId...>')
      .option('--dry-run', 'show what it would do, and write nothing', false)
      .addHelpText(
        'after',
        '\nA copy has the id of its event, so whoever has processed the event ignores the copy. Also for an order that is marked' +
          '\nas impossible to publish, after its cause is repaired. An order whose payment row is missing is refused, since a copy' +
          '\ncould charge it again. Exit code 1 where one was not requeued.',
      ),
  run: async (system, orderIds, { dryRun }) => {
    const { dynamo, outputs } = system;
    const tables = { dynamo, orders: outputs.OrdersTable, payments: outputs.PaymentDedupTable };
    const requeues = dryRun ? dryRequeues : dynamoRequeues(tables);
    const results: (RequeuedByHand & { readonly orderId: string })[] = [];
    for (const orderId of orderIds) results.push({ orderId, ...(await requeueOne(system, requeues, orderId)) });
    const text = results.map((result) => lineOf(result, dryRun)).join('\n');
    return { data: results, text, ok: results.every(({ what }) => what !== 'nothing') };
  },
});

async function requeueOne(system: System, requeues: Requeues, orderId: string): Promise<RequeuedByHand> {
  const order = await readOrder(system, orderId);
  if (order === undefined) return { what: 'nothing', reason: 'there is no such order' };
  const payment = await readPayment(system, orderId);
  return requeueByHand({ requeues, now: () => new Date() })({ order, payment });
}

const lineOf = (result: RequeuedByHand & { readonly orderId: string }, dryRun: boolean) =>
  result.what === 'nothing'
    ? `${result.orderId}  not requeued: ${result.reason}`
    : `${result.orderId}  ${dryRun ? 'would requeue' : 'requeued'} the ${result.what}'s event`;
