import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { dynamoDedupRows } from '../../functions/payment-processor/dynamo-dedup-rows.ts';
import { dynamoOrderPlacements } from '../../functions/payment-processor/dynamo-order-placements.ts';
import { dynamoOrderRows } from '../../functions/payment-processor/dynamo-order-rows.ts';
import { dynamoReviewLedger } from '../../functions/payment-processor/dynamo-review-ledger.ts';
import type { DedupRows } from '../../functions/payment-processor/rebuild-dedup.ts';
import type { ReviewLedger } from '../../functions/payment-processor/resolve-review.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { anOrderRow, orderIdOf, PLACED_AT } from '../doubles/order-builders.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { createOrdersTable, createPaymentsTable } from '../harness/flow-tables.ts';
import { testDynamoDb } from '../harness/tables.ts';

const subjects = {
  'in memory': async () => {
    const { dedupRows, review } = inMemoryPayments();
    return { rows: dedupRows, review };
  },
  'in DynamoDB': async () => {
    const dynamo = testDynamoDb();
    const table = await createPaymentsTable(dynamo);
    return { rows: dynamoDedupRows({ dynamo, table }), review: dynamoReviewLedger({ dynamo, table }) };
  },
};

describe.each(Object.entries(subjects))('the rows of a PaymentDedup table that was set back, %s', (_name, make) => {
  let rows: DedupRows;
  let review: ReviewLedger;
  beforeEach(async () => {
    ({ rows, review } = await make());
  });

  it('takes a row that is missing', async () => {
    const row = aPaymentRow({ state: 'CAPTURED', gatewayReference: 'pi_1' });

    expect(await rows.insertIfAbsent(row)).toBe(true);
    expect(await review.find(row.eventId)).toEqual(row);
  });

  it('never overwrites a row', async () => {
    const row = aPaymentRow();
    await rows.insertIfAbsent(row);

    expect(await rows.insertIfAbsent({ ...row, state: 'DECLINED' })).toBe(false);
    expect(await review.find(row.eventId)).toEqual(row);
  });
});

describe('read the Orders table for a payment', () => {
  it('gives every row, those that can not be read too', async () => {
    const dynamo = testDynamoDb();
    const table = await createOrdersTable(dynamo);
    const store = dynamoOrderStore({ dynamo, table });
    // More than the megabyte of one page.
    const orders = Array.from({ length: 9 }, (_, number) =>
      anOrderRow({ orderId: orderIdOf(number), customerId: 'c'.repeat(150_000) }),
    );
    for (const order of orders) await store.insert(order);
    const beyondNumbers = { orderId: { S: 'odd' }, totalAmount: { N: `0.${'1'.repeat(37)}` } };
    await dynamo.send(new PutItemCommand({ TableName: table, Item: beyondNumbers }));

    const read: unknown[] = [];
    for await (const row of dynamoOrderRows({ dynamo, table })) read.push(row);

    expect(read).toHaveLength(10);
    expect(read).toEqual(expect.arrayContaining([...orders, expect.objectContaining({ orderId: 'odd' })]));
  });

  it('knows when an order was placed, and of none that is not there', async () => {
    const dynamo = testDynamoDb();
    const table = await createOrdersTable(dynamo);
    await dynamoOrderStore({ dynamo, table }).insert(anOrderRow());
    const placements = dynamoOrderPlacements({ dynamo, table });

    expect(await placements.placedAt(orderIdOf(1))).toBe(PLACED_AT);
    expect(await placements.placedAt('another')).toBeUndefined();
  });
});
