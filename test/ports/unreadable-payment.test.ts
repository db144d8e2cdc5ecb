import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { PoisonRecordError } from '../../functions/platform/poison-record.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';

describe('take a payment whose row can not be read', () => {
  it.each([
    ['lacks what a row has', { state: { S: 'CHARGING' } }],
    ['holds a number beyond JavaScript', { amount: { N: `0.${'1'.repeat(37)}` } }],
  ])('is poison, and charges nothing: it %s', async (_what, odd) => {
    const { take, dynamo, table, requests } = await paymentsInDynamoDb();
    const order = aPaymentOrder();
    await dynamo.send(new PutItemCommand({ TableName: table, Item: { eventId: { S: order.eventId }, ...odd } }));

    await expect(take(order)).rejects.toThrow(PoisonRecordError);

    expect(requests).toEqual([]);
  });
});
