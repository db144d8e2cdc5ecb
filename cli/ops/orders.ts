import { Option } from 'commander';
import pLimit from 'p-limit';
import * as z from 'zod/mini';
import { OrderPlaced } from '../../functions/contracts/order-placed.ts';
import { type OrderRow, OrderStatus } from '../../functions/contracts/order-row.ts';
import type { EncodedRecord } from '../../functions/contracts/quarantine.ts';
import { age, secondsSince } from './age.ts';
import { opsCommand } from './command.ts';
import { consumerNamed } from './consumers.ts';
import { readTopic } from './kafka.ts';
import { lagOf } from './lag.ts';
import { oneLine } from './one-line.ts';
import { limit } from './option-values.ts';
import { readOrder } from './rows.ts';
import type { System } from './system.ts';

interface OrdersOptions {
  readonly last: number;
  readonly within: number;
  readonly customer?: string;
  readonly status?: OrderStatus;
}

export const ordersCommand = opsCommand<OrdersOptions>({
  name: 'orders',
  does: 'Lists the orders that were published last, newest first, as their rows are now.',
  define: (command) =>
    command
      .option('--last <n>', 'at most so many', limit, 20)
      .option('--customer <id>', "only this customer's")
      .addOption(new Option('--status <status>', 'only those with this status').choices(OrderStatus.options))
      .option('--within <n>', 'look at so many of the last events in each partition', limit, 500)
      .addHelpText(
        'after',
        '\nIt reads the end of the topic, so that it costs the same whatever the history is. Orders that wait to be' +
          '\npublished: npm run ops -- open',
      ),
  run: async (system, _args, options) => {
    const orders = await lastOrders(system, options);
    return { data: orders, text: orders.map(line).join('\n') || 'No order matches.' };
  },
});

const READS_AT_ONCE = 16;

async function lastOrders(system: System, { last, within, customer, status }: OrdersOptions) {
  const records = await lastRecords(system, within);
  const atOnce = pLimit(READS_AT_ONCE);
  const rows = await Promise.all(orderIdsOf(records).map((orderId) => atOnce(readOrder, system, orderId)));
  return rows
    .filter((row): row is OrderRow => row !== undefined)
    .filter((row) => (customer ?? row.customerId) === row.customerId && (status ?? row.status) === row.status)
    .sort((one, other) => other.placedAt.localeCompare(one.placedAt))
    .slice(0, last);
}

/** Each once, though a copy of its event may lie beside the first. Whoever may write to the topic can give a record any key. */
const orderIdsOf = (records: readonly EncodedRecord[]) =>
  [...new Set(records.map(({ key }) => Buffer.from(key ?? '', 'base64').toString()))].filter(
    (key) => z.safeParse(OrderPlaced.shape.orderId, key).success,
  );

async function lastRecords(system: System, within: number): Promise<readonly EncodedRecord[]> {
  const { topic, partitions } = await lagOf(system, consumerNamed(system, 'payment-processor'));
  const from = partitions.map(({ partition, end }) => ({ partition, next: Math.max(0, end - within), end }));
  const records: EncodedRecord[] = [];
  for await (const record of readTopic(system, topic, from)) records.push(record);
  return records;
}

const line = ({ orderId, status, placedAt, totalAmount, currency, customerId }: OrderRow) =>
  oneLine(
    `${orderId}  ${status.padEnd(9)}  ${age(secondsSince(placedAt))} ago  ${totalAmount} ${currency}  ${customerId}`,
  );
