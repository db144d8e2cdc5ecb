import { dynamoDedupRows } from '../../functions/payment-processor/dynamo-dedup-rows.ts';
import { dynamoOrderRows } from '../../functions/payment-processor/dynamo-order-rows.ts';
import { type RebuildReport, rebuildDedup } from '../../functions/payment-processor/rebuild-dedup.ts';
import { opsCommand } from './command.ts';
import { oneLine } from './one-line.ts';
import { readPayment } from './rows.ts';
import type { System } from './system.ts';

export const rebuildDedupCommand = opsCommand<{ dryRun: boolean }>({
  name: 'rebuild-dedup',
  does: 'Gives each order its PaymentDedup row back, after that table was restored to an earlier time.',
  define: (command) =>
    command
      .option('--dry-run', 'count what is missing, and write nothing', false)
      .addHelpText(
        'after',
        '\nStop consumers and publishers first, and wait until nothing is in flight: docs/data.md.\nExit code 1 where an order could not be read.',
      ),
  run: async (system, _args, { dryRun }) => {
    const { dynamo, outputs } = system;
    const rebuild = rebuildDedup({
      rows: dryRun ? lookingOnly(system) : dynamoDedupRows({ dynamo, table: outputs.PaymentDedupTable }),
      window: system.window,
      now: () => new Date(),
      progress: ({ orders }) => process.stderr.isTTY && process.stderr.write(`\r${orders} orders`),
    });
    const report = await rebuild({ orders: dynamoOrderRows({ dynamo, table: outputs.OrdersTable }) });
    return { data: { dryRun, ...report }, text: textOf(report, dryRun), ok: report.unreadable.length === 0 };
  },
});

const lookingOnly = (system: System) => ({
  insertIfAbsent: async ({ orderId }: { readonly orderId: string }) =>
    (await readPayment(system, orderId)) === undefined,
});

const textOf = ({ orders, inserted, present, unreadable }: RebuildReport, dryRun: boolean) =>
  [
    `${orders} orders: ${inserted} rows ${dryRun ? 'are missing' : 'inserted'}, ${present} are there`,
    ...unreadable.map((problem) => `CAN'T BE READ  ${oneLine(problem)}`),
  ].join('\n');
