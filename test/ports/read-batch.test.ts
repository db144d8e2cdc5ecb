import { type BatchGetItemCommandOutput, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { readBatch } from '../../functions/platform/dynamo-rows.ts';
import { createOrdersTable, testDynamoDb } from '../harness/test-tables.ts';

const KEYS = ['one', 'two', 'three'].map((orderId) => ({ orderId }));

/** A client whose table answers at most so many keys of each batch, as a throttled one does. */
function throttled(most: number) {
  const dynamo = testDynamoDb();
  let calls = 0;
  dynamo.middlewareStack.add(
    (next) => async (args) => {
      calls += 1;
      const answer = await next(args);
      // Only batches are sent here.
      const output = answer.output as BatchGetItemCommandOutput;
      for (const [table, rows] of Object.entries(output.Responses ?? {})) {
        output.Responses = { [table]: rows.slice(0, most) };
        const Keys = rows.slice(most).map(({ orderId }) => ({ orderId: orderId ?? { S: '' } }));
        output.UnprocessedKeys = Keys.length > 0 ? { [table]: { Keys } } : {};
      }
      return answer;
    },
    { step: 'initialize' },
  );
  return { dynamo, calls: () => calls };
}

async function aTable() {
  const dynamo = testDynamoDb();
  const table = await createOrdersTable(dynamo);
  for (const { orderId } of KEYS)
    await dynamo.send(new PutItemCommand({ TableName: table, Item: { orderId: { S: orderId } } }));
  return table;
}

describe('read many rows at once', () => {
  it('asks again for those that a throttled table left out', async () => {
    const { dynamo, calls } = throttled(1);

    const items = await readBatch(dynamo)({ table: await aTable(), keys: KEYS, attributes: ['orderId'] });

    expect(new Set(items.map(({ orderId }) => orderId?.S))).toEqual(new Set(['one', 'two', 'three']));
    expect(calls()).toBe(3);
  });

  it('rejects where rows stay unread, so that nobody takes them for absent', async () => {
    const { dynamo } = throttled(0);

    const read = readBatch(dynamo)({ table: await aTable(), keys: KEYS.slice(0, 1), attributes: ['orderId'] });

    await expect(read).rejects.toThrow('left 1 rows unread');
  });
});
