import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { applyOnce } from '../../docs/consume-once.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { orderIdOf } from '../doubles/order-builders.ts';
import { createTestTable, keyedBy, testDynamoDb } from '../harness/test-tables.ts';

const dynamo = testDynamoDb();
let table: string;
let parcels: string;

beforeAll(async () => {
  [table, parcels] = await Promise.all([
    createTestTable(dynamo, keyedBy('eventId')),
    createTestTable(dynamo, keyedBy('customerId')),
  ]);
});

/** One parcel more for a customer, at most so many. */
const oneMoreParcel = (customerId: string, most = 100): TransactWriteItem => ({
  Update: {
    TableName: parcels,
    Key: { customerId: { S: customerId } },
    UpdateExpression: 'ADD parcels :one',
    ConditionExpression: 'attribute_not_exists(parcels) OR parcels < :most',
    ExpressionAttributeValues: { ':one': { N: '1' }, ':most': { N: String(most) } },
  },
});

async function parcelsOf(customerId: string) {
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName: parcels, Key: { customerId: { S: customerId } } }),
  );
  return Number(Item?.['parcels']?.N ?? 0);
}

describe('apply an event in a consumer of another service', () => {
  it('takes effect once when the event is delivered again, and when two deliveries race', async () => {
    const event = { table, eventId: ORDER_PLACED.eventId(orderIdOf(1)), writes: [oneMoreParcel('racing')] };

    const outcomes = await Promise.allSettled([applyOnce(dynamo, event), applyOnce(dynamo, event)]);
    const again = await applyOnce(dynamo, event);

    // Of two transactions at once DynamoDB may cancel one for the conflict alone: its record comes again.
    expect(outcomes).toContainEqual({ status: 'fulfilled', value: 'applied' });
    expect(again).toBe('duplicate');
    expect(await parcelsOf('racing')).toBe(1);
  });

  it('applies each event of a customer', async () => {
    for (const number of [2, 3])
      await applyOnce(dynamo, {
        table,
        eventId: ORDER_PLACED.eventId(orderIdOf(number)),
        writes: [oneMoreParcel('two')],
      });

    expect(await parcelsOf('two')).toBe(2);
  });

  it('notes nothing where the effect fails, so that the event takes effect when it comes again', async () => {
    const eventId = ORDER_PLACED.eventId(orderIdOf(4));

    await expect(applyOnce(dynamo, { table, eventId, writes: [oneMoreParcel('two', 1)] })).rejects.toThrow(
      'ConditionalCheckFailed',
    );

    expect(await applyOnce(dynamo, { table, eventId, writes: [oneMoreParcel('two')] })).toBe('applied');
  });
});
