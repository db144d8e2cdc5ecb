import { type AttributeValue, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { paymentDecidedEvent } from '../../functions/outbox-publisher/outbox-events.ts';
import { quarantinePoison } from '../../functions/platform/decode-event.ts';
import { dynamoOrderStatusStore } from '../../functions/status-updater/dynamo-order-status-store.ts';
import {
  processPaymentDecided,
  type StatusChange,
  updateStatus,
} from '../../functions/status-updater/update-status.ts';
import { aCancelledRow, anOrderRow, aPaymentDecided, orderIdOf, PLACED_AT } from '../doubles/order-builders.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { aKafkaRecord } from '../doubles/record-builders.ts';
import { createOrdersTable, testDynamoDb } from '../harness/test-tables.ts';
import { orderStatusStores } from './order-status-stores.ts';

const usual = { when: 'not cancelled' } as const;
const toPaid: StatusChange = { ...usual, to: 'PAID', from: ['PLACED', 'IN_REVIEW'], isClosed: true };
const toReview: StatusChange = { ...usual, to: 'IN_REVIEW', from: ['PLACED'], isClosed: false };
const captured = aPaymentDecided();
const inReview = aPaymentDecided({ state: 'IN_REVIEW', gatewayReference: null });
const paymentOf = ({ state, gatewayReference, declineCode, decidedAt }: typeof captured) => ({
  state,
  gatewayReference,
  declineCode,
  decidedAt,
});
const receipt = { topic: 't', partition: 0, offset: 1, acknowledgedAt: PLACED_AT };
/** The order-placed record that the payment names, as a receipt: the broker had it when the payment was decided. */
const proof = { topic: 'orders.order-placed.v1', partition: 4, offset: 17, acknowledgedAt: captured.decidedAt };

function aDecidedRecord() {
  const { decidedAt } = captured;
  const event = paymentDecidedEvent('')(aPaymentRow({ state: 'CAPTURED', decidedAt, gatewayReference: 'pi_1' }));
  return aKafkaRecord({}, event);
}

describe.each(Object.entries(orderStatusStores))('the status of the orders, %s', (_name, make) => {
  let subject: Awaited<ReturnType<typeof make>>;
  const order = () => subject.store.find(orderIdOf(1));
  beforeEach(async () => {
    subject = await make();
  });

  it('makes a paid order final: outbox entry removed, receipt given, out of the index of open orders', async () => {
    const failure = { reason: 'too large', failedAt: PLACED_AT };
    await subject.store.insert(anOrderRow({ publishFailure: failure }));
    expect(await subject.openOrders('3')).toBe(1);

    expect(await subject.status.raise(captured, toPaid)).toBe('raised');

    const closed = { outbox: undefined, publishFailure: undefined, openShard: undefined, openSince: undefined };
    const paid = { status: 'PAID', payment: paymentOf(captured), receipt: proof, version: 2 } as const;
    expect(await order()).toEqual(anOrderRow({ ...paid, ...closed }));
    expect(await subject.openOrders('3')).toBe(0);
  });

  it('gives none where nobody knows the record, as of a payment whose row was rebuilt', async () => {
    await subject.store.insert(anOrderRow());
    const unknown = { ...captured, source: { ...captured.source, partition: -1, offset: -1 } };

    expect(await subject.status.raise(unknown, toPaid)).toBe('raised');

    expect((await order())?.receipt).toBeUndefined();
  });

  it('keeps the receipt that is there', async () => {
    await subject.store.insert(anOrderRow({ outbox: undefined, receipt }));

    await subject.status.raise(captured, toPaid);

    expect(await order()).toMatchObject({ receipt });
  });

  it('keeps an order in review in the index of open orders', async () => {
    await subject.store.insert(anOrderRow());

    await subject.status.raise(inReview, toReview);

    expect(await order()).toEqual(
      anOrderRow({ status: 'IN_REVIEW', payment: paymentOf(inReview), receipt: proof, outbox: undefined, version: 2 }),
    );
    expect(await subject.openOrders('3')).toBe(1);
  });

  it.each([
    ['a status that is as high', anOrderRow({ status: 'DECLINED' }), captured],
    ['the order of another tenant', anOrderRow({ tenant: 'other' }), captured],
    ['an order of another amount', anOrderRow({ totalAmount: 1 }), captured],
    ['an order in another currency', anOrderRow({ currency: 'USD' }), captured],
    [
      'an order whose outbox lacks the first event',
      anOrderRow({ outbox: { requeues: 0, entries: { 2: { type: 'order-cancelled' } } } }),
      captured,
    ],
    ['an order with a cancellation', aCancelledRow(), captured],
  ])('leaves %s as it is and answers the row', async (_situation, row, payment) => {
    await subject.store.insert(row);

    expect(await subject.status.raise(payment, toPaid)).toEqual(row);
    expect(await order()).toEqual(row);
  });

  it('never lowers a final status', async () => {
    await subject.store.insert(anOrderRow());
    await subject.status.raise(captured, toPaid);
    const paid = await order();

    expect(await subject.status.raise(inReview, toReview)).toEqual(paid);
    expect(await order()).toEqual(paid);
  });

  it('makes no row where there is no order', async () => {
    expect(await subject.status.raise(captured, toPaid)).toBe('no-order');
    expect(await order()).toBeUndefined();
  });
});

describe('the status of an order that can not be read', () => {
  it.each<Record<string, AttributeValue>>([{ version: { S: 'one' } }, {}])(
    'is not raised and holds nothing up where its version is %j',
    async (version) => {
      const dynamo = testDynamoDb();
      const table = await createOrdersTable(dynamo);
      const { version: _, ...row } = marshall(anOrderRow());
      await dynamo.send(new PutItemCommand({ TableName: table, Item: { ...row, ...version } }));
      const orders = dynamoOrderStatusStore({ dynamo, table });
      const process = processPaymentDecided({ update: updateStatus({ orders }), report: () => undefined });
      const errors: string[] = [];

      await quarantinePoison(process, async (_record, { name }) => void errors.push(name))(aDecidedRecord());

      expect(errors).toEqual(['ValidationException']);
    },
  );

  it('is not raised, and says so', async () => {
    const dynamo = testDynamoDb();
    const table = await createOrdersTable(dynamo);
    const odd = {
      orderId: { S: orderIdOf(1) },
      tenant: { B: Buffer.from([255]) },
      version: { N: `0.${'1'.repeat(37)}` },
    };
    await dynamo.send(new PutItemCommand({ TableName: table, Item: odd }));

    expect(await dynamoOrderStatusStore({ dynamo, table }).raise(captured, toPaid)).toBe('unreadable');
  });
});
