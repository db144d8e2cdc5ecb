import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import type { OrderSnapshot } from '../../functions/reconciler/classify-order.ts';
import type { History } from '../../operations/backfill.ts';
import { dynamoOrderHistory, dynamoPaymentHistory } from '../../operations/dynamo-history.ts';
import { inMemoryHistory } from '../doubles/in-memory-requeues.ts';
import { anOrderRow, orderIdOf } from '../doubles/order-builders.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { later } from '../harness/a-reconciler.ts';
import { createOrdersTable, createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';

async function inDynamo(createTable: typeof createOrdersTable, rows: readonly object[]) {
  const dynamo = testDynamoDb();
  const table = await createTable(dynamo);
  for (const row of rows)
    await dynamo.send(new PutItemCommand({ TableName: table, Item: marshall(row, { removeUndefinedValues: true }) }));
  return { dynamo, table };
}

const subjects: Readonly<Record<string, (rows: readonly OrderRow[]) => Promise<History<OrderSnapshot>>>> = {
  'in memory': async (rows) => inMemoryHistory(() => rows, { timeOf: ({ placedAt }) => placedAt }),
  'in DynamoDB': async (rows) => dynamoOrderHistory(await inDynamo(createOrdersTable, rows)),
};

/** The ids of all rows, page after page; each cursor is used. */
async function allIds(history: History<OrderSnapshot>, period = {}) {
  const ids: string[] = [];
  const scanned: number[] = [];
  let after: string | undefined;
  do {
    const page = await history.page(period, after);
    ids.push(...page.rows.map((found) => (found.kind === 'readable' ? found.row.orderId : found.rowKey)));
    scanned.push(page.scanned);
    after = page.next;
  } while (after !== undefined);
  return { ids: ids.sort((one, other) => one.localeCompare(other)), scanned };
}

const ordersOf = (count: number) =>
  Array.from({ length: count }, (_, number) =>
    anOrderRow({ orderId: orderIdOf(number), placedAt: later(number).toISOString() }),
  );

describe.each(Object.entries(subjects))('the history of the orders, %s', (_name, make) => {
  it('is every order, open or closed, page after page', async () => {
    const orders = ordersOf(120).map((order, number) =>
      number % 2 ? order : { ...order, status: 'PAID' as const, openShard: undefined, openSince: undefined },
    );

    const { ids, scanned } = await allIds(await make(orders));

    expect(ids).toEqual(orders.map(({ orderId }) => orderId));
    expect(scanned).toEqual([100, 20]);
  });

  it.each([
    ['from a time on', { from: later(3).toISOString() }, [3, 4]],
    ['up to a time, which is left out', { until: later(2).toISOString() }, [0, 1]],
    ['between two', { from: later(1).toISOString(), until: later(3).toISOString() }, [1, 2]],
  ])('can be that of a period, and still says how many were read: %s', async (_, period, numbers) => {
    const { ids, scanned } = await allIds(await make(ordersOf(5)), period);

    expect(ids).toEqual(numbers.map(orderIdOf));
    expect(scanned).toEqual([5]);
  });

  it('shows of an order what a requeue must know', async () => {
    const history = await make([anOrderRow()]);

    const { rows } = await history.page({}, undefined);

    const { orderId, status, requeues, outbox, placedAt } = anOrderRow();
    expect(rows).toMatchObject([{ kind: 'readable', row: { orderId, status, requeues, outbox, placedAt } }]);
  });
});

describe('a history in DynamoDB', () => {
  it('names a row that can not be read, and shows the others', async () => {
    const bad = { ...anOrderRow({ orderId: orderIdOf(9) }), requeues: 'many' };
    const { rows } = await dynamoOrderHistory(await inDynamo(createOrdersTable, [bad, anOrderRow()])).page(
      {},
      undefined,
    );

    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['readable', 'unreadable']));
  });

  it('can be that of the payments, by their first attempt', async () => {
    const [old, young] = [-1, 1].map((seconds) =>
      aPaymentRow({ eventId: `${seconds}`, firstAttemptAt: later(seconds).toISOString() }),
    );
    const history = dynamoPaymentHistory(await inDynamo(createPaymentsTable, [old ?? {}, young ?? {}]));

    const { rows } = await history.page({ from: later(0).toISOString() }, undefined);

    expect(rows).toMatchObject([{ kind: 'readable', row: { eventId: '1', state: 'CHARGING', requeues: 0 } }]);
  });

  it('refuses what is no cursor', async () => {
    const history = dynamoOrderHistory(await inDynamo(createOrdersTable, []));

    await expect(history.page({}, 'nonsense')).rejects.toThrow('"nonsense" is no cursor of an earlier backfill');
  });
});
