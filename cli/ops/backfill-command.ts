import { setTimeout as delay } from 'node:timers/promises';
import { Option } from 'commander';
import { dynamoRequeues } from '../../functions/reconciler/dynamo-requeues.ts';
import { dryRequeues } from '../../functions/reconciler/reconcile-orders.ts';
import {
  type BackfillDeps,
  type BackfillProgress,
  backfill,
  type History,
  type RowForOperator,
} from '../../operations/backfill.ts';
import { dynamoOrderHistory, dynamoPaymentHistory } from '../../operations/dynamo-history.ts';
import { dynamoOperatorLedger } from '../../operations/dynamo-operator-ledger.ts';
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
  run: async (system, _args, options) => {
    if (options.all === (options.from !== undefined))
      throw new Error('Name the period with --from <time>, or all of history with --all.');
    const left: RowForOperator[] = [];
    let last: BackfillProgress | undefined;
    for await (const progress of pages(system, options, (row) => left.push(row))) {
      last = progress;
      console.error(progressText(progress, options.dryRun));
    }
    const text = [last && progressText(last, options.dryRun), ...left.map(leftText)].join('\n');
    return { data: { dryRun: options.dryRun, ...last, left }, text, ok: left.length === 0 };
  },
});

function pages(
  { dynamo, outputs, reconcileAfter }: System,
  { of, dryRun, rate, from, until, after }: BackfillOptions,
  report: (row: RowForOperator) => void,
) {
  const now = () => new Date();
  const [orders, payments] = [outputs.OrdersTable, outputs.PaymentDedupTable];
  const requeues = dryRun ? dryRequeues : dynamoRequeues({ dynamo, orders, payments });
  const run = <Row extends { orderId: string }>(history: History<Row>, requeue: BackfillDeps<Row>['requeue']) =>
    backfill({ history, requeue, report, now, wait: (milliseconds) => delay(milliseconds) })({
      perSecond: rate,
      from,
      until,
      after,
    });
  const { exists } = dynamoOperatorLedger({ dynamo, table: payments });
  return of === 'orders'
    ? run(
        dynamoOrderHistory({ dynamo, table: orders }),
        requeueOrderAgain({ requeues, hasPaymentRow: exists, reconcileAfter, now }),
      )
    : run(dynamoPaymentHistory({ dynamo, table: payments }), requeuePaymentAgain({ requeues, now }));
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
