import { type DynamoDB, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, NumberValueImpl } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { dynamoOpenOrders } from '../../functions/reconciler/dynamo-open-orders.ts';
import type { Found, OpenOrders } from '../../functions/reconciler/walk-open-orders.ts';
import { inMemoryOpenOrders } from '../doubles/in-memory-requeues.ts';
import { anOrderRow, orderIdOf } from '../doubles/order-builders.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { later } from '../harness/a-reconciler.ts';
import { createOrdersTable, createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';

interface Rows {
  readonly orders: readonly (OrderRow | object)[];
  readonly payments?: readonly (PaymentRow | object)[];
}

const put = (dynamo: DynamoDB, TableName: string) => (row: object) =>
  dynamo.send(new PutItemCommand({ TableName, Item: marshall(row, { removeUndefinedValues: true }) }));

async function inDynamo({ orders, payments = [] }: Rows) {
  const dynamo = testDynamoDb();
  const tables = { orders: await createOrdersTable(dynamo), payments: await createPaymentsTable(dynamo) };
  for (const row of orders) await put(dynamo, tables.orders)(row);
  for (const row of payments) await put(dynamo, tables.payments)(row);
  return dynamoOpenOrders({ dynamo, ...tables });
}

const subjects = {
  'in memory': async ({ orders, payments = [] }: { orders: readonly OrderRow[]; payments?: readonly PaymentRow[] }) =>
    inMemoryOpenOrders({
      orders: new Map(orders.map((row) => [row.orderId, row])),
      payments: new Map(payments.map((row) => [row.eventId, row])),
    }),
  'in DynamoDB': inDynamo,
};

/** Every order of a shard, page after page, and how many pages there were. */
async function all(openOrders: OpenOrders, shard: string) {
  const found: Found[] = [];
  let [after, pages]: [string | undefined, number] = [undefined, 0];
  do {
    const page = await openOrders.page(shard, after);
    found.push(...page.orders);
    pages += 1;
    after = page.next;
  } while (after !== undefined);
  return { found, pages };
}

const idsOf = (found: readonly Found[]) =>
  found.map((one) => (one.kind === 'readable' ? one.order.orderId : one.rowKey)).sort();

describe.each(Object.entries(subjects))('the open orders, %s', (_name, make) => {
  it('are those of a shard, each with its payment', async () => {
    const payment = aPaymentRow();
    const openOrders = await make({
      orders: [anOrderRow(), anOrderRow({ orderId: orderIdOf(2), openShard: '4' })],
      payments: [payment],
    });

    const [found, ...others] = (await all(openOrders, '3')).found;

    expect(others).toEqual([]);
    expect(found).toMatchObject({
      kind: 'readable',
      order: { orderId: orderIdOf(1), status: 'PLACED', requeues: 0, outbox: anOrderRow().outbox },
      payment: { eventId: payment.eventId, state: 'CHARGING', leaseUntil: payment.leaseUntil, requeues: 0 },
    });
    expect((await all(openOrders, '4')).found).toMatchObject([
      { order: { orderId: orderIdOf(2) }, payment: undefined },
    ]);
  });

  it('are none in a shard without any, and never those that are closed', async () => {
    const openOrders = await make({
      orders: [anOrderRow({ status: 'PAID', openShard: undefined, openSince: undefined })],
    });

    expect(await all(openOrders, '3')).toEqual({ found: [], pages: 1 });
  });

  it('come in pages, the older in the earlier page', async () => {
    const orders = Array.from({ length: 250 }, (_, number) =>
      anOrderRow({ orderId: orderIdOf(number), openSince: later(number).toISOString() }),
    );
    const openOrders = await make({ orders: orders.toReversed() });

    const first = await openOrders.page('3', undefined);
    const { found, pages } = await all(openOrders, '3');

    expect(pages).toBe(3);
    expect(idsOf(first.orders)).toEqual(orders.slice(0, 100).map(({ orderId }) => orderId));
    expect(idsOf(found)).toEqual(orders.map(({ orderId }) => orderId));
  });
});

describe('a row of the open orders in DynamoDB that can not be read', () => {
  it.each([
    { row: 'an order', rows: { orders: [{ ...anOrderRow(), requeues: 'many' }] }, reason: 'requeues' },
    { row: 'an order with a number beyond precision', rows: { orders: [beyondPrecision()] }, reason: 'BigInt' },
  ])('says so and why: $row', async ({ rows, reason }) => {
    const { found } = await all(await inDynamo(rows), '3');

    expect(found).toEqual([{ kind: 'unreadable', rowKey: orderIdOf(1), reason: expect.stringContaining(reason) }]);
  });

  it('says so also when it is its payment', async () => {
    const payment = { ...aPaymentRow(), state: 'PENDING' };
    const { found } = await all(await inDynamo({ orders: [anOrderRow()], payments: [payment] }), '3');

    expect(found).toEqual([{ kind: 'unreadable', rowKey: payment.eventId, reason: expect.stringContaining('state') }]);
  });

  it('hides no other, nor is an order unreadable for what only its event needs', async () => {
    const orders = [
      { ...anOrderRow(), requeues: 'many' },
      { ...anOrderRow({ orderId: orderIdOf(2) }), currency: 'euro' },
    ];
    const { found } = await all(await inDynamo({ orders }), '3');

    expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['readable', 'unreadable']));
  });
});

describe('an order of before orders could be cancelled', () => {
  it('holds its one event in the shape of then', async () => {
    const outbox = { eventId: ORDER_PLACED.eventId(orderIdOf(1)), requeues: 4 };

    const { found } = await all(await inDynamo({ orders: [{ ...anOrderRow(), outbox }] }), '3');

    const entries = { 1: { type: 'order-placed' } };
    expect(found).toMatchObject([{ kind: 'readable', order: { outbox: { requeues: 4, entries } } }]);
  });
});

describe('orders that were placed in the same moment', () => {
  it('are seen once each where a page ends between them', async () => {
    const orders = Array.from({ length: 150 }, (_, number) => anOrderRow({ orderId: orderIdOf(number) }));

    const { found, pages } = await all(await inDynamo({ orders }), '3');

    expect(pages).toBe(2);
    expect(idsOf(found)).toEqual(orders.map(({ orderId }) => orderId));
  });
});

function beyondPrecision() {
  return { ...anOrderRow(), requeues: NumberValueImpl.from('9007199254740993.5') };
}
