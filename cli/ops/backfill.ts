import { setTimeout as delay } from 'node:timers/promises';
import { InvalidArgumentError, Option } from 'commander';
import { type BackfillProgress, backfill, type History } from '../../functions/reconciler/backfill.ts';
import { dynamoOrderHistory, dynamoPaymentHistory } from '../../functions/reconciler/dynamo-history.ts';
import { dynamoRequeues } from '../../functions/reconciler/dynamo-requeues.ts';
import { requeueOrderAgain, requeuePaymentAgain } from '../../functions/reconciler/requeue-again.ts';
import { dryRequeues } from '../../functions/reconciler/requeues.ts';
import { opsCommand } from './command.ts';
import { perSecond } from './per-second.ts';
import type { System } from './system.ts';

interface BackfillOptions {
  readonly of: 'orders' | 'payments';
  readonly from?: string;
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
      .addOption(new Option('--of <table>', 'whose events').choices(['orders', 'payments']).default('orders'))
      .option('--from <time>', 'placed (or first charged) at this time or later', time)
      .option('--until <time>', 'before this time', time)
      .option('--after <cursor>', 'go on where an earlier backfill stopped')
      .option('--rate <n>', 'at most so many a second', perSecond, 50)
      .option('--dry-run', 'count, and write nothing', false)
      .addHelpText(
        'after',
        '\nEach copy has the id of its event: who has seen it drops it. Progress and the cursor to go on with are on stderr.\nExit code 1 where rows wait for an operator or could not be read.',
      ),
  run: async (system, _args, options) => {
    const unreadable: string[] = [];
    let last: BackfillProgress | undefined;
    for await (const progress of pages(system, options, (rowKey) => unreadable.push(rowKey))) {
      last = progress;
      console.error(progressText(progress));
    }
    const text = [last && progressText(last), ...unreadable.map((rowKey) => `CAN'T BE READ  ${rowKey}`)].join('\n');
    return {
      data: { dryRun: options.dryRun, ...last, unreadableRows: unreadable },
      text,
      ok: unreadable.length === 0 && last?.['left-to-operator'] === 0,
    };
  },
});

function pages(
  { dynamo, outputs, reconcileAfter }: System,
  { of, dryRun, rate, ...period }: BackfillOptions,
  unreadable: (rowKey: string) => void,
) {
  const now = () => new Date();
  const [orders, payments] = [outputs.OrdersTable, outputs.PaymentDedupTable];
  const requeues = dryRun ? dryRequeues : dynamoRequeues({ dynamo, orders, payments });
  const run = <Row>(history: History<Row>, requeue: Parameters<typeof backfill<Row>>[0]['requeue']) =>
    backfill({
      history,
      requeue,
      unreadable: ({ rowKey }) => unreadable(rowKey),
      now,
      wait: (milliseconds) => delay(milliseconds),
    })({ perSecond: rate, ...period });
  return of === 'orders'
    ? run(dynamoOrderHistory({ dynamo, table: orders }), requeueOrderAgain({ requeues, reconcileAfter, now }))
    : run(dynamoPaymentHistory({ dynamo, table: payments }), requeuePaymentAgain({ requeues }));
}

function time(text: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('It must be a time, e.g. 2026-11-28T08:00:00Z.');
  return date.toISOString();
}

const progressText = ({ scanned, cursor, ...counts }: BackfillProgress) =>
  [
    `${scanned} rows read`,
    ...Object.entries(counts).flatMap(([outcome, count]) => (count > 0 ? `${count} ${outcome}` : [])),
    cursor === undefined ? 'done' : `go on with --after ${cursor}`,
  ].join(', ');
