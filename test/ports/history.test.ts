import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import type { OrderSnapshot } from '../../functions/reconciler/classify-order.ts';
import type { History, Period } from '../../operations/backfill.ts';
import { dynamoOrderHistory, dynamoOrderRows, dynamoPaymentHistory } from '../../operations/dynamo-history.ts';
import { allSegments, cursorOf, inSegments, type Place, placesOf } from '../../operations/table-segments.ts';
import { inMemoryHistory } from '../doubles/in-memory-requeues.ts';
import { anOrderRow, orderIdOf } from '../doubles/order-builders.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { later } from '../harness/a-reconciler.ts';
import { collected } from '../harness/collected.ts';
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

/** The ids of all rows, page after page; each place goes through a cursor. */
async function allIds(
  history: History<OrderSnapshot>,
  { period = {}, limit = 500 }: { period?: Period; limit?: number } = {},
) {
  const ids: string[] = [];
  const scanned: number[] = [];
  const read = (place: Place) => history.page({ ...handedIn(history.keyName, place), period, limit });
  for await (const { page } of inSegments(allSegments(), read)) {
    ids.push(...page.rows.map((found) => (found.kind === 'readable' ? found.row.orderId : found.rowKey)));
    scanned.push(page.scanned);
  }
  return { ids: ids.sort((one, other) => one.localeCompare(other)), scanned };
}

/** The same place, as an operator hands it in. */
function handedIn(keyName: string, place: Place): Place {
  const [same] = placesOf(keyName, cursorOf(keyName, [place]) ?? '');
  return same ?? place;
}

/** The whole of a small table. */
async function allRows<Row>(history: History<Row>, period: Period = {}) {
  const pages = await Promise.all(allSegments().map((place) => history.page({ ...place, period, limit: 500 })));
  return pages.flatMap(({ rows }) => rows);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

const ordersOf = (count: number) =>
  Array.from({ length: count }, (_, number) =>
    anOrderRow({ orderId: orderIdOf(number), placedAt: later(number).toISOString() }),
  );

describe.each(Object.entries(subjects))('the history of the orders, %s', (_name, make) => {
  it('is every order, open or closed, page after page', async () => {
    const orders = ordersOf(120).map((order, number) =>
      number % 2 ? order : { ...order, status: 'PAID' as const, openShard: undefined, openSince: undefined },
    );

    const { ids, scanned } = await allIds(await make(orders), { limit: 25 });

    expect(ids).toEqual(orders.map(({ orderId }) => orderId));
    expect(sum(scanned)).toBe(120);
    expect(Math.max(...scanned)).toBeLessThanOrEqual(25);
  });

  it.each([
    ['from a time on', { from: later(3).toISOString() }, [3, 4]],
    ['up to a time, which is left out', { until: later(2).toISOString() }, [0, 1]],
    ['between two', { from: later(1).toISOString(), until: later(3).toISOString() }, [1, 2]],
  ])('can be that of a period, and still says how many were read: %s', async (_, period, numbers) => {
    const { ids, scanned } = await allIds(await make(ordersOf(5)), { period });

    expect(ids).toEqual(numbers.map(orderIdOf));
    expect(sum(scanned)).toBe(5);
  });

  it('shows of an order what a requeue must know', async () => {
    const rows = await allRows(await make([anOrderRow()]));

    const { orderId, status, requeues, outbox, placedAt } = anOrderRow();
    expect(rows).toMatchObject([{ kind: 'readable', row: { orderId, status, requeues, outbox, placedAt } }]);
  });
});

describe('a history in DynamoDB', () => {
  it('names a row that can not be read, and shows the others', async () => {
    const bad = { ...anOrderRow({ orderId: orderIdOf(9) }), requeues: 'many' };
    const rows = await allRows(dynamoOrderHistory(await inDynamo(createOrdersTable, [bad, anOrderRow()])));

    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['readable', 'unreadable']));
  });

  it('can be that of the payments, by their first attempt', async () => {
    const [old, young] = [-1, 1].map((seconds) =>
      aPaymentRow({ eventId: `${seconds}`, firstAttemptAt: later(seconds).toISOString() }),
    );
    const history = dynamoPaymentHistory(await inDynamo(createPaymentsTable, [old ?? {}, young ?? {}]));

    const rows = await allRows(history, { from: later(0).toISOString() });

    expect(rows).toMatchObject([{ kind: 'readable', row: { eventId: '1', state: 'CHARGING', requeues: 0 } }]);
  });
});

describe('the rows of the Orders table', () => {
  it('are all of them as they are, read in segments', async () => {
    const orders = ordersOf(30);
    const table = await inDynamo(createOrdersTable, orders);

    const rows = await collected(dynamoOrderRows(table));

    expect(new Set(rows)).toEqual(new Set(orders));
    expect(rows).toHaveLength(30);
  });
});
