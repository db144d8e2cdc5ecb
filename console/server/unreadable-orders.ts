import { marshall } from '@aws-sdk/util-dynamodb';
import type * as z from 'zod/mini';
import type { System } from '../../cli/ops/system.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { OrderRow } from '../../functions/contracts/order-row.ts';
import { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { UnreadableRow } from '../../functions/reconciler/walk-open-orders.ts';
import type { StoredOrder, UnreadableOrder } from '../contract/order-views.ts';
import { readStoredRow } from './stored-row.ts';

/** The order that a row belongs to, be it its own or its payment's. */
export const unreadableOrder = ({ rowKey, reason }: UnreadableRow): UnreadableOrder => ({
  orderId: rowKey.split('.')[0] ?? rowKey,
  problem: `${rowKey.includes('.') ? 'Payment' : 'Order'} row: ${reason}`,
});

/** An order whose row, or whose payment's row, can't be read: both as they are stored. Undefined where both can be, or are not there. */
export async function readStoredOrder(system: System, orderId: string): Promise<StoredOrder | undefined> {
  const { OrdersTable, PaymentDedupTable } = system.outputs;
  const rows = await Promise.all([
    storedRow(system, { title: 'Order row', table: OrdersTable, key: { orderId }, schema: OrderRow }),
    storedRow(system, {
      title: 'Payment row',
      table: PaymentDedupTable,
      key: { eventId: ORDER_PLACED.eventId(orderId) },
      schema: PaymentRow,
    }),
  ]);
  const there = rows.filter((row) => row !== undefined);
  const broken = there.flatMap(({ title, problem }) => (problem === undefined ? [] : [`${title}: ${problem}`]));
  if (broken.length === 0) return undefined;
  return {
    orderId,
    problem: broken.join('; '),
    findings: broken.map((what) => ({
      level: 'problem',
      what,
      next:
        'No function can read this row, so nothing more happens to the order. Deploy code that reads it, or mend the ' +
        'row by hand: the runbook says how, under the alarm on events that can not be published.',
      command: 'npm run ops -- failed',
    })),
    evidence: there.map(({ title, content }) => ({ title, kind: 'json', content })),
  };
}

interface WhichRow {
  readonly title: string;
  readonly table: string;
  readonly key: Readonly<Record<string, string>>;
  readonly schema: z.ZodMiniType;
}

async function storedRow({ dynamo }: System, { title, table, key, schema }: WhichRow) {
  const { Item } = await dynamo.getItem({ TableName: table, Key: marshall(key), ConsistentRead: true });
  return Item && { title, ...readStoredRow(Item, schema) };
}
