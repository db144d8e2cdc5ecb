import * as z from 'zod/mini';
import { dynamoRequeues } from '../../functions/reconciler/dynamo-requeues.ts';
import { dryRequeues, type Requeues } from '../../functions/reconciler/reconcile-orders.ts';
import { type RequeuedByHand, requeueByHand } from '../../operations/requeue-again.ts';
import { BusyFunctionError, callFunction } from './ask-kafka.ts';
import { opsCommand } from './command.ts';
import { readOrder, readPayment } from './order-view.ts';
import type { System } from './system.ts';

const Summary = z.looseObject({
  dryRun: z.boolean(),
  complete: z.boolean(),
  openOrders: z.int(),
  oldestOpenOrderAgeSeconds: z.int(),
  ordersRequeued: z.int(),
  paymentsRequeued: z.int(),
  publishFailures: z.int(),
  paymentRowsMissing: z.int(),
  oldestDuePaymentAgeSeconds: z.optional(z.int()),
  paymentsInReview: z.int(),
  unreadableRows: z.int(),
  failures: z.int(),
});
type Summary = z.infer<typeof Summary>;

export const reconcileCommand = opsCommand<{ dryRun: boolean }>({
  name: 'reconcile',
  does: 'Runs the reconciler now: it publishes events again that have been stuck for too long.',
  define: (command) =>
    command
      .option('--dry-run', 'show what it would do, and write nothing', false)
      .addHelpText(
        'after',
        '\nExit code 1 if it could not look at everything. While a scheduled run is under way it says so and starts none.',
      ),
  preview: 'dry-run',
  run: async ({ lambda, outputs }, _args, { dryRun }) => {
    const call = { name: outputs.ReconcilerFunction, request: { dryRun }, answer: Summary };
    const summary = await callFunction(lambda, call).catch(unlessBusy);
    // A run that is under way does what was asked for; only a dry run has shown nothing.
    if (summary === null) return { data: null, text: UNDER_WAY, ok: !dryRun };
    return { data: summary, text: textOf(summary), ok: summary.complete && summary.failures === 0 };
  },
});

const UNDER_WAY =
  'A run of the reconciler is under way, and there is only one at a time. It ends within four minutes; its counts are in ' +
  'the line "reconciled" of its log. To run it once more, try again then.';

function unlessBusy(error: unknown): null {
  if (error instanceof BusyFunctionError) return null;
  throw error;
}

const textOf = (summary: Summary) =>
  [
    `${summary.openOrders} open orders, the oldest for ${summary.oldestOpenOrderAgeSeconds} s`,
    `${summary.dryRun ? 'would requeue' : 'requeued'} ${summary.ordersRequeued} orders and ${summary.paymentsRequeued} payments`,
    retrierText(summary),
    `waiting for a person: ${summary.paymentsInReview} in review, ${summary.publishFailures} that can't be published, ${summary.unreadableRows} unreadable`,
    ...(summary.paymentRowsMissing > 0
      ? [`${summary.paymentRowsMissing} DECIDED ORDERS WITHOUT A PAYMENT ROW: npm run ops -- rebuild-dedup`]
      : []),
    ...(summary.failures > 0 ? [`${summary.failures} FAILED; the next run tries again`] : []),
    ...(summary.complete ? [] : ['NOT EVERYTHING was looked at; the next run goes on from there']),
  ].join('\n');

function retrierText({ oldestDuePaymentAgeSeconds: seconds }: Summary): string {
  if (seconds === undefined) return 'the index of due payments COULD NOT BE READ';
  return seconds > 0 ? `a payment has been due for ${seconds} s` : 'no payment is overdue';
}

export const requeueCommand = opsCommand<{ dryRun: boolean }>({
  name: 'requeue',
  does: "Publishes events once more: the payment's where it is decided, else those of the order.",
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
  preview: 'dry-run',
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
