import * as z from 'zod/mini';
import { paymentEventId } from '../../functions/contracts/order-placed.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { dynamoDueIndex } from '../../functions/reconciler/dynamo-open-orders.ts';
import { dynamoOperatorLedger } from '../../operations/dynamo-operator-ledger.ts';
import { type ParkedPayment, parkedPayments } from '../../operations/parked-payments.ts';
import { type RetryOutcome, retryPayment } from '../../operations/retry-payment.ts';
import { callFunction } from './ask-kafka.ts';
import { age, counted, limit, oneLine, opsCommand, secondsSince } from './command.ts';
import type { System } from './system.ts';

export const parkedCommand = opsCommand<{ limit: number }>({
  name: 'parked',
  does: 'Lists the payments that wait to be tried again or refunded, those that are due first: why, since when, how often.',
  define: (command) =>
    command
      .option('--limit <n>', 'at most so many', limit, 50)
      .addHelpText(
        'after',
        '\npayment-retrier tries them by itself, once a minute. One of them at once: npm run ops -- retry',
      ),
  run: async ({ dynamo, outputs }, _args, options) => {
    const table = { dynamo, table: outputs.PaymentDedupTable };
    const { find } = dynamoOperatorLedger(table);
    const list = parkedPayments({ dueIndex: dynamoDueIndex(table), find, now: () => new Date() });
    const parked = await list(options.limit);
    const columns = {
      head: ['order', 'state', 'attempts', 'parked since', 'next try', 'why'],
      rows: parked.map(cells),
    };
    return { data: parked, text: parked.map(line).join('\n') || 'No payment waits to be tried again.', columns };
  },
});

export const retryCommand = opsCommand<{ dryRun: boolean }>({
  name: 'retry',
  does: 'Tries an undecided payment or a refund now: makes it due, runs payment-retrier once and waits for it.',
  define: (command) =>
    command
      .argument('<orderId>', "for another system's order, its event's id")
      .option('--dry-run', 'show the payment, and change nothing', false)
      .addHelpText(
        'after',
        '\nThe run also tries every other payment that is due. Exit code 1 where it is still undecided or not refunded after it.',
      ),
  preview: 'dry-run',
  run: async (system, [orderId = ''], { dryRun }) => {
    const retry = retryPayment({
      ledger: dynamoOperatorLedger({ dynamo: system.dynamo, table: system.outputs.PaymentDedupTable }),
      runRetrier: () => runRetrier(system),
      now: () => new Date(),
    });
    const outcome = await retry({ eventId: paymentEventId(orderId), dryRun });
    return {
      data: outcome,
      text: `${orderId}  ${textOf(outcome)}`,
      ok: dryRun ? isFound(outcome) : isDecided(outcome),
    };
  },
});

/** What its schedule runs; while a version is deployed gradually, the new one. */
async function runRetrier({ lambda, outputs }: System) {
  const answer = z.looseObject({ retried: z.int(), failed: z.int(), complete: z.boolean() });
  const summary = await callFunction(lambda, { name: outputs.PaymentRetrierFunction, request: {}, answer });
  const rest = summary.complete ? '' : '; it ran out of time, or could not reach the gateway';
  console.error(`payment-retrier tried ${summary.retried} payments, ${summary.failed} failed${rest}`);
}

const isFound = ({ kind }: RetryOutcome) => kind !== 'refused';
const isDecided = (outcome: RetryOutcome) =>
  'row' in outcome && !['CHARGING', 'REFUND_DUE'].includes(outcome.row.state);

function textOf(outcome: RetryOutcome): string {
  if (outcome.kind === 'refused') return `refused: ${outcome.reason}`;
  const { row } = outcome;
  return `${row.state}${outcome.kind === 'retried' ? '' : ', would be tried now'}${detailsOf(row)}`;
}

function detailsOf({ state, parkReason, dueAt, leaseUntil, gatewayReference, declineCode }: PaymentRow): string {
  const known = [gatewayReference, declineCode].filter((word) => word !== undefined);
  if (state !== 'CHARGING' && state !== 'REFUND_DUE') return known.map((word) => `  ${word}`).join('');
  const held = state === 'CHARGING' && secondsSince(leaseUntil) < 0 ? `, held by an attempt until ${leaseUntil}` : '';
  const why = parkReason === undefined ? '' : `: ${oneLine(parkReason)}`;
  return `${held}${why}; next try ${dueAt ?? 'when its event is read'}`;
}

const cells = ({ orderId, state, reason = '', since = 'not yet', attempts, lateSeconds }: ParkedPayment) => [
  ...[orderId, state, attempts],
  ...[since, dueText(lateSeconds), oneLine(reason)],
];

function line({ orderId, state, reason, since, attempts, dueAt, lateSeconds }: ParkedPayment): string {
  const parked = since === undefined ? 'not parked yet' : `parked since ${since}`;
  return oneLine(
    `${orderId}  ${state}  ${counted(attempts, 'attempt')}  ${parked}  next ${dueAt} (${dueText(lateSeconds)})  ${reason ?? ''}`,
  );
}

function dueText(lateSeconds: number): string {
  if (lateSeconds < 0) return `due in ${age(-lateSeconds)}`;
  return `${lateSeconds > RETRIER_SECONDS ? 'OVERDUE' : 'due'} for ${age(lateSeconds)}`;
}

/** payment-retrier runs once a minute, and a run may take longer. */
const RETRIER_SECONDS = 180;
