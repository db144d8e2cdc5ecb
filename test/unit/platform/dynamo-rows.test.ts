import { type BatchGetItemCommandInput, type BatchGetItemCommandOutput, DynamoDB } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { readBatch } from '../../../functions/platform/dynamo-rows.ts';

/** A client whose calls are answered with these outputs, one after the other; nothing is sent. */
function dynamoAnswering(...outputs: Omit<BatchGetItemCommandOutput, '$metadata'>[]) {
  const dynamo = new DynamoDB({ region: 'us-east-1' });
  const inputs: BatchGetItemCommandInput[] = [];
  dynamo.middlewareStack.add(
    () => async (args) => {
      inputs.push(args.input as BatchGetItemCommandInput);
      return { output: { ...outputs.shift(), $metadata: {} }, response: {} };
    },
    { step: 'initialize', priority: 'high' },
  );
  return { dynamo, inputs };
}

describe('read rows of a table at once', () => {
  const batch = { table: 'orders', keys: [{ orderId: 'one' }, { orderId: 'two' }], attributes: ['orderId', 'status'] };
  const [one, two] = [{ orderId: { S: 'one' } }, { orderId: { S: 'two' } }];

  it('asks for them as they are now, each attribute by an alias since some names are reserved words', async () => {
    const { dynamo, inputs } = dynamoAnswering({ Responses: { orders: [one, two] }, UnprocessedKeys: {} });

    expect(await readBatch(dynamo)(batch)).toEqual([one, two]);
    expect(inputs).toEqual([
      {
        RequestItems: {
          orders: {
            Keys: [one, two],
            ConsistentRead: true,
            ProjectionExpression: '#orderId, #status',
            ExpressionAttributeNames: { '#orderId': 'orderId', '#status': 'status' },
          },
        },
      },
    ]);
  });

  it('asks again for what an answer leaves out, also where it holds no row at all', async () => {
    const { dynamo, inputs } = dynamoAnswering(
      { UnprocessedKeys: { orders: { Keys: [one, two] } } },
      { Responses: { orders: [one] }, UnprocessedKeys: { orders: { Keys: [two] } } },
      { Responses: { orders: [two] } },
    );

    expect(await readBatch(dynamo)(batch)).toEqual([one, two]);
    expect(inputs.map(({ RequestItems }) => RequestItems?.['orders']?.Keys)).toEqual([[one, two], [one, two], [two]]);
  });

  it('sends nothing where there is nothing to read', async () => {
    const { dynamo, inputs } = dynamoAnswering();

    expect(await readBatch(dynamo)({ ...batch, keys: [] })).toEqual([]);
    expect(inputs).toEqual([]);
  });
});
