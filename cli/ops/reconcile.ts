import * as z from 'zod/mini';
import { BusyFunctionError, callFunction } from './call-function.ts';
import { opsCommand } from './command.ts';

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
