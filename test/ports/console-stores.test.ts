import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, NumberValueImpl } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { readOrders, readTimeline } from '../../console/server/order-reads.ts';
import { readPayments } from '../../console/server/payment-reads.ts';
import { allEntries, openOrderIds, readEntries, readOrderRows } from '../../console/server/read-stores.ts';
import { anOrderRow, orderIdOf } from '../doubles/order-builders.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { createOrdersTable, createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';
import { aLocalSystem } from '../unit/console/a-local-system.ts';

async function systemWith(orders: readonly object[], payments: readonly object[] = []) {
  const dynamo = testDynamoDb();
  const [OrdersTable, PaymentDedupTable] = [await createOrdersTable(dynamo), await createPaymentsTable(dynamo)];
  const put = (TableName: string, row: object) =>
    dynamo.send(new PutItemCommand({ TableName, Item: marshall(row, { removeUndefinedValues: true }) }));
  for (const row of orders) await put(OrdersTable, row);
  for (const row of payments) await put(PaymentDedupTable, row);
  const system = aLocalSystem();
  return { ...system, dynamo, outputs: { ...system.outputs, OrdersTable, PaymentDedupTable } };
}

const finalRow = (number: number) => {
  const {
    openShard: _,
    openSince: __,
    outbox: ___,
    ...row
  } = anOrderRow({ orderId: orderIdOf(number), status: 'PAID' });
  return row;
};
const unreadable = { ...anOrderRow({ orderId: orderIdOf(9) }), version: NumberValueImpl.from('1e40'), status: 'ODD' };

describe('what the console reads of the tables', () => {
  it('is the ids of the open orders', async () => {
    const system = await systemWith([anOrderRow(), finalRow(2)]);

    expect(await openOrderIds(system)).toEqual([orderIdOf(1)]);
  });

  it('is orders with their payments, more than one request takes, without those that can not be read', async () => {
    const numbers = Array.from({ length: 120 }, (_, index) => index + 10);
    const system = await systemWith(
      [anOrderRow(), unreadable, ...numbers.map(finalRow)],
      [aPaymentRow({ dueAt: '2026-01-01T13:00:00.000Z' })],
    );
    const ids = [orderIdOf(1), orderIdOf(7), orderIdOf(9), ...numbers.map(orderIdOf)];

    const entries = await readEntries(system, ids);
    expect(entries).toHaveLength(121);
    expect(entries.find(({ orderId }) => orderId === orderIdOf(1))?.payment).toMatchObject({
      state: 'CHARGING',
      dueAt: '2026-01-01T13:00:00.000Z',
    });
    const { rows, unreadable: unread } = await readOrderRows(system, ids);
    expect(rows).toHaveLength(121);
    expect(unread.map(({ orderId }) => orderId)).toEqual([orderIdOf(9)]);
  });

  it('is every order, also the final ones', async () => {
    const system = await systemWith([anOrderRow(), finalRow(2), unreadable]);
    const found: string[] = [];
    for await (const entries of allEntries(system)) found.push(...entries.map(({ orderId }) => orderId));

    expect(new Set(found)).toEqual(new Set([orderIdOf(1), orderIdOf(2)]));
  });

  it('is the newest of the open orders, however many wait longer, also where Kafka does not answer', async () => {
    const placed = (number: number) => {
      const placedAt = `2026-01-01T12:00:0${number}.000Z`;
      return anOrderRow({ orderId: orderIdOf(number), placedAt, openSince: placedAt });
    };
    const system = await systemWith([1, 2, 3].map(placed));

    const { orders, found } = await readOrders(system, { limit: 2 });
    expect(orders.map(({ orderId }) => orderId)).toEqual([orderIdOf(3), orderIdOf(2)]);
    expect(orders[0]?.waitsFor).toBe('not published yet');
    expect(found).toContain('Kafka does not answer');
  });

  it('is the order whose row can not be read, or its payment, with what is wrong and the rows as they are stored', async () => {
    const system = await systemWith(
      [{ ...anOrderRow(), currency: 'euro' }, { ...anOrderRow({ orderId: orderIdOf(2) }) }, unreadable],
      [{ ...aPaymentRow({ orderId: orderIdOf(2) }), state: 'ODD' }],
    );

    const { orders, unreadable: broken } = await readOrders(system, { limit: 9 });
    expect(orders.map(({ orderId }) => orderId)).toEqual([]);
    expect(broken.map(({ orderId }) => orderId).sort()).toEqual([1, 2, 9].map(orderIdOf));
    expect(await readOrders(system, { id: orderIdOf(1), limit: 9 })).toMatchObject({
      orders: [],
      unreadable: [{ orderId: orderIdOf(1), problem: expect.stringMatching(/^Order row: [\s\S]*currency/) }],
    });
    expect(await readTimeline(system, orderIdOf(1), undefined)).toMatchObject({
      findings: [{ level: 'problem', what: expect.stringContaining('currency') }],
      evidence: [{ title: 'Order row', content: { currency: 'euro' } }],
    });
    expect(await readTimeline(system, orderIdOf(2), undefined)).toMatchObject({
      problem: expect.stringMatching(/^Payment row: [\s\S]*state/),
      evidence: [{ title: 'Order row' }, { title: 'Payment row', content: { state: 'ODD' } }],
    });
    // A number that JavaScript can't hold is shown by its digits.
    expect(await readTimeline(system, orderIdOf(9), undefined)).toMatchObject({
      evidence: [{ content: { version: `1${'0'.repeat(40)}` } }],
    });
  });

  it('is the payments, those that are parked first, then what is stuck, then the others', async () => {
    const due = { dueAt: '2026-01-01T13:00:00.000Z', dueShard: '1', parkReason: 'gateway: 503' };
    const system = await systemWith(
      [anOrderRow(), anOrderRow({ orderId: orderIdOf(2) })],
      [
        aPaymentRow({ orderId: orderIdOf(3), state: 'CAPTURED', decidedAt: '2026-01-01T12:00:01.000Z' }),
        aPaymentRow({ orderId: orderIdOf(2) }),
        aPaymentRow({ ...due }),
      ],
    );

    expect((await readPayments(system, undefined)).map(({ orderId }) => orderId)).toEqual([1, 2, 3].map(orderIdOf));
    expect(await readPayments(system, 'CAPTURED')).toMatchObject([{ orderId: orderIdOf(3), leaseLeft: null }]);
    expect((await readPayments(system, undefined))[0]?.reason).toBe('gateway: 503');
  });
});
