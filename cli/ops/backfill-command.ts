import { setTimeout as delay } from 'node:timers/promises';
import { Option } from 'commander';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { dynamoRequeues } from '../../functions/reconciler/dynamo-requeues.ts';
import { dryRequeues } from '../../functions/reconciler/reconcile-orders.ts';
import {
  type BackfillDeps,
  type BackfillProgress,
  backfill,
  type History,
  type RowForOperator,
} from '../../operations/backfill.ts';
import { batchedRequeues } from '../../operations/dynamo-batched-requeues.ts';
import { dynamoOrderHistory, dynamoPaymentHistory } from '../../operations/dynamo-history.ts';
import { dynamoKnownPayments } from '../../operations/dynamo-known-payments.ts';
import { requeueOrderAgain, requeuePaymentAgain } from '../../operations/requeue-again.ts';
import { oneLine, opsCommand, perSecond, time } from './command.ts';
import type { System } from './system.ts';

interface BackfillOptions {
  readonly of: 'orders' | 'payments';
  readonly from?: string;
  readonly all: boolean;
  readonly until?: string;
  readonly after?: string;
  readonly rate: number;
  readonly dryRun: boolean;
}

export const backfillCommand = opsCommand<BackfillOptions>({
  name: 'backfill',
  does: 'Publishes the events of a period once more: for a stream that lost records, or a consumer that needs history.',
  define: (command) =>
    command
      .addOption(new Option('--of <table>', 'which events').choices(['orders', 'payments']).default('orders'))
      .option('--from <time>', 'placed (payments: first tried) at this time or later', time)
      .option('--all', 'from the beginning of history; needed where --from is not given', false)
      .option('--until <time>', 'before this time', time)
      .option('--after <cursor>', 'go on where an earlier backfill stopped')
      .option('--rate <n>', 'at most so many a second', perSecond, 50)
      .option('--dry-run', 'count, and write nothing', false)
      .addHelpText(
        'after',
        '\nA copy has the id of its event, so whoever has processed the event ignores the copy. Progress and the cursor to go on\nwith are on stderr. Exit code 1 where rows are left to an operator or could not be read.',
      ),
  preview: countedFor,
  run: async (system, _args, options) => {
    assertPeriod(options);
    const left: RowForOperator[] = [];
    let last: BackfillProgress | undefined;
    let toldAt = Number.NEGATIVE_INFINITY;
    try {
      for await (const progress of pages(system, options, (row) => left.push(row))) {
        last = progress;
        if (performance.now() - toldAt < TOLD_EVERY_MS) continue;
        toldAt = performance.now();
        console.error(progressText(progress, options.dryRun));
      }
    } finally {
      // Where it fails, too: its cursor is what to go on with.
      if (last) console.error(progressText(last, options.dryRun));
    }
    const text = [last && progressText(last, options.dryRun), ...left.map(leftText)].join('\n');
    return { data: { dryRun: options.dryRun, ...last, left }, text, ok: left.length === 0 };
  },
});

const TOLD_EVERY_MS = 1_000;

const COUNTED_FOR_MS = 10_000;
const COUNTED_A_SECOND = 10_000;

/** A count at the rate of the backfill would take as long as that: it is quick, and stops after a while. */
async function countedFor(system: System, _args: readonly string[], options: BackfillOptions) {
  assertPeriod(options);
  const until = performance.now() + COUNTED_FOR_MS;
  let last: BackfillProgress | undefined;
  for await (last of pages(system, { ...options, rate: COUNTED_A_SECOND, dryRun: true }, () => {}))
    if (performance.now() > until) break;
  if (last === undefined) return { data: null, text: 'No row is of that period.' };
  const rest = last.cursor === undefined ? '' : '; there are more, which --dry-run counts';
  const text = `${last.scanned} rows read: ${last.requeued} would be requeued, ${options.rate} a second at most${rest}`;
  return { data: last, text };
}

/** @throws where no row can be of the period. */
export function assertPeriod({ all, from, until }: Pick<BackfillOptions, 'all' | 'from' | 'until'>) {
  if (all === (from !== undefined))
    throw new Error('Name the period with --from <time>, or all of history with --all.');
  if (from === undefined) return;
  if (until !== undefined && Date.parse(until) <= Date.parse(from))
    throw new Error(`The period is empty: --until must be later than --from (${from}).`);
  if (Date.parse(from) > Date.now()) throw new Error(`The period is empty: --from (${from}) is in the future.`);
}

function pages(
  { dynamo, outputs, reconcileAfter }: System,
  { of, dryRun, rate, from, until, after }: BackfillOptions,
  report: (row: RowForOperator) => void,
) {
  const now = () => new Date();
  const [orders, payments] = [outputs.OrdersTable, outputs.PaymentDedupTable];
  const tables = { dynamo, orders, payments };
  const requeues = dryRun
    ? dryRequeues
    : batchedRequeues({ ...tables, alone: dynamoRequeues(tables), failed: warnOnce() });
  const run = <Row extends { orderId: string }>(history: History<Row>, requeue: BackfillDeps<Row>['requeue']) =>
    backfill({ history, requeue, report, now, wait: (milliseconds) => delay(milliseconds) })({
      perSecond: rate,
      from,
      until,
      after,
    });
  const hasPaymentRow = dynamoKnownPayments({ dynamo, table: payments });
  const { find } = dynamoOrderStore({ dynamo, table: orders });
  return of === 'orders'
    ? run(
        dynamoOrderHistory({ dynamo, table: orders }),
        requeueOrderAgain({ requeues, hasPaymentRow, find, reconcileAfter, now }),
      )
    : run(dynamoPaymentHistory({ dynamo, table: payments }), requeuePaymentAgain({ requeues, now }));
}

/** Without the right to it, every request for many rows fails. */
function warnOnce() {
  let isSaid = false;
  return (error: unknown) => {
    if (!isSaid) console.error(`Rows are written one by one, which takes longer: ${oneLine(String(error))}`);
    isSaid = true;
  };
}

const progressText = ({ scanned, cursor, ...counts }: BackfillProgress, dryRun: boolean) =>
  [
    `${scanned} rows read`,
    ...Object.entries(counts).flatMap(([outcome, count]) =>
      count > 0 ? `${count} ${dryRun && outcome === 'requeued' ? 'would be requeued' : outcome}` : [],
    ),
    cursor === undefined ? (dryRun ? 'nothing written' : 'done') : `go on with --after ${cursor}`,
  ].join(', ');

const leftText = ({ kind, rowKey, reason }: RowForOperator) =>
  oneLine(`${kind === 'unreadable' ? "CAN'T BE READ" : 'LEFT TO YOU'}  ${rowKey}  ${reason}`);
