import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { type OrderRow, OrderStatus } from '../../functions/contracts/order-row.ts';
import { PaymentState } from '../../functions/contracts/payment-decided.ts';
import { type RowKind, updateStatus } from '../../functions/status-updater/update-status.ts';
import { aCancelledRow, anOrderRow, aPaymentDecided, orderIdOf, PLACED_AT } from '../doubles/order-builders.ts';
import { orderStatusStores } from './order-status-stores.ts';

const toPaid = { to: 'PAID', from: ['PLACED', 'IN_REVIEW'], isClosed: false } as const;
const captured = aPaymentDecided();
const paymentOf = ({ state, gatewayReference, declineCode, decidedAt }: typeof captured) => ({
  state,
  gatewayReference,
  declineCode,
  decidedAt,
});
const proof = { topic: ORDER_PLACED.topic, partition: 4, offset: 17, acknowledgedAt: captured.decidedAt };

describe.each(Object.entries(orderStatusStores))('the status of orders that may be cancelled, %s', (_name, make) => {
  let subject: Awaited<ReturnType<typeof make>>;
  const order = () => subject.store.find(orderIdOf(1));
  beforeEach(async () => {
    subject = await make();
  });

  it.each<[RowKind, OrderRow]>([
    ['cancelled, outbox there', anOrderRow()],
    ['cancelled, outbox there', aCancelledRow({ outbox: undefined })],
    ['cancelled, no outbox', anOrderRow({ outbox: undefined })],
    ['cancelled, no outbox', aCancelledRow()],
  ])('leaves a row as it is that is not "%s"', async (when, row) => {
    await subject.store.insert(row);

    expect(await subject.status.raise(captured, { ...toPaid, when })).toEqual(row);
    expect(await order()).toEqual(row);
  });

  it.each<[RowKind, OrderRow]>([
    ['cancelled, outbox there', aCancelledRow()],
    ['cancelled, no outbox', aCancelledRow({ outbox: undefined })],
  ])(
    'raises a cancelled order that is "%s", and leaves outbox and index alone unless it is asked to',
    async (when, row) => {
      const marked = { ...row, publishFailure: { reason: 'too large', failedAt: PLACED_AT } };
      await subject.store.insert(marked);

      expect(await subject.status.raise(captured, { ...toPaid, when })).toBe('raised');

      const paid = { status: 'PAID', payment: paymentOf(captured), receipt: proof, version: row.version + 1 };
      expect(await order()).toEqual({ ...marked, ...paid });
      expect(await subject.openOrders('3')).toBe(1);
    },
  );

  it('leaves the index where nothing is left to publish', async () => {
    await subject.store.insert(aCancelledRow({ outbox: undefined }));
    const refunded = aPaymentDecided({ state: 'REFUNDED' });

    await updateStatus({ orders: subject.status })(refunded);

    const change = { status: 'REFUNDED', payment: paymentOf(refunded), receipt: proof, version: 3 };
    const gone = { outbox: undefined, openShard: undefined, openSince: undefined };
    expect(await order()).toEqual({ ...aCancelledRow(), ...change, ...gone });
    expect(await subject.openOrders('3')).toBe(0);
  });
});

describe('every decision on every row', () => {
  const outboxes = [
    undefined,
    { requeues: 0, entries: { 1: { type: 'order-placed' } } },
    { requeues: 1, entries: { 1: { type: 'order-placed' }, 2: { type: 'order-cancelled' } } },
    { requeues: 2, entries: { 2: { type: 'order-cancelled' } } },
  ] as const;
  const rows = outboxes.flatMap((outbox) => [anOrderRow({ outbox }), aCancelledRow({ outbox })]);

  it.each(OrderStatus.options)('ends in DynamoDB as in memory, where the order is %s', async (status) => {
    const [memory, dynamo] = [await orderStatusStores['in memory'](), await orderStatusStores['in DynamoDB']()];
    let number = 0;
    for (const state of PaymentState.options)
      for (const row of rows) {
        const orderId = orderIdOf(++number);
        const ends = [memory, dynamo].map(async ({ store, status: orders }) => {
          await store.insert({ ...row, orderId, status });
          const outcome = await updateStatus({ orders })(aPaymentDecided({ orderId, state }));
          return { outcome, row: await store.find(orderId) };
        });

        const [inMemory, inDynamo] = await Promise.all(ends);

        expect(inDynamo).toEqual(inMemory);
      }
  });
});

describe('a row of before orders could be cancelled', () => {
  it.each([
    [ORDER_PLACED.eventId(orderIdOf(1)), 'updated', 'PAID'],
    ['another', 'mismatch', 'PLACED'],
  ])('holds its one event by its id, %s: %s', async (eventId, outcome, status) => {
    const { dynamo, table, store, status: orders } = await orderStatusStores['in DynamoDB']();
    const Item = marshall({ ...anOrderRow(), outbox: { eventId, requeues: 0 } });
    await dynamo.send(new PutItemCommand({ TableName: table, Item }));

    expect(await updateStatus({ orders })(captured)).toBe(outcome);

    const row = await store.find(orderIdOf(1));
    expect(row?.status).toBe(status);
    expect(row?.outbox === undefined).toBe(outcome === 'updated');
  });
});
