import { randomBytes } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  batchesOf,
  conditionalWrite,
  type Dynamo,
  getBatch,
  isInvalidRequest,
  transaction,
} from '../../functions/platform/dynamo.ts';
import { createTestTable, keyedBy, testDynamoDb, testLeanDynamo } from '../harness/test-tables.ts';

const clients = { "the SDK's": testDynamoDb, lean: testLeanDynamo } satisfies Record<string, () => Dynamo>;

/** Every kind of value, the empty ones too. */
const ITEM = {
  ...marshall({
    id: '1',
    text: 'Zoë \u2028 "\\',
    empty: '',
    number: 1.5,
    flag: false,
    nothing: null,
    list: [],
    map: { B: 'x' },
  }),
  bytes: { B: new Uint8Array([0, 255]) },
  sets: { BS: [new Uint8Array([1]), new Uint8Array([2])] },
  names: { SS: ['a', 'b'] },
  numbers: { NS: ['1', '2'] },
};
const Key = marshall({ id: '1' });
const UNMET = {
  ConditionExpression: 'attribute_not_exists(id)',
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
} as const;

describe.each(Object.entries(clients))('DynamoDB by the client %s', (_name, make) => {
  const dynamo: Dynamo = make();
  let TableName: string;
  beforeAll(async () => {
    TableName = await createTestTable(testDynamoDb(), keyedBy('id'));
    await dynamo.putItem({ TableName, Item: ITEM });
  });

  it('gives a row back as it was written', async () => {
    expect((await dynamo.getItem({ TableName, Key, ConsistentRead: true })).Item).toEqual(ITEM);
  });

  it('gives nothing where there is no row', async () => {
    expect((await dynamo.getItem({ TableName, Key: marshall({ id: 'none' }) })).Item).toBeUndefined();
  });

  it('refuses a write whose condition is not met, with the row', async () => {
    const write = await conditionalWrite(dynamo.putItem({ TableName, Item: Key, ...UNMET }));

    expect(write).toMatchObject({ kind: 'refused', row: ITEM, error: { name: 'ConditionalCheckFailedException' } });
  });

  it('gives the row after an update', async () => {
    const change = { UpdateExpression: 'SET version = :v', ExpressionAttributeValues: marshall({ ':v': 2 }) };
    const update = { TableName, Key: marshall({ id: 'v' }), ...change, ReturnValues: 'ALL_NEW' as const };

    expect(await conditionalWrite(dynamo.updateItem(update))).toEqual({
      kind: 'written',
      row: marshall({ id: 'v', version: 2 }),
    });
  });

  it('finds rows by their key', async () => {
    const query = { KeyConditionExpression: 'id = :id', ExpressionAttributeValues: marshall({ ':id': '1' }) };

    expect(await dynamo.query({ TableName, ...query })).toMatchObject({ Count: 1, Items: [ITEM] });
  });

  it('reads many rows by one request', async () => {
    const Keys = [Key, marshall({ id: 'none' })];

    expect(await getBatch(dynamo, TableName, { Keys })).toEqual({ items: [ITEM], left: [] });
  });

  it('says of each statement of a request how it went', async () => {
    const statement = (id: string) => ({
      Statement: `UPDATE "${TableName}" SET "seen" = ? WHERE "id" = ? AND "seen" IS MISSING`,
      Parameters: [{ BOOL: true }, { S: id }],
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    });
    await dynamo.putItem({ TableName, Item: marshall({ id: 's', seen: true }) });

    const { Responses } = await dynamo.batchExecuteStatement({ Statements: [statement('s'), statement('1')] });

    expect(Responses).toMatchObject([
      { Error: { Code: 'ConditionalCheckFailed', Item: { seen: { BOOL: true } } } },
      { TableName },
    ]);
    expect(Responses?.[1]).not.toHaveProperty('Error');
    await dynamo.putItem({ TableName, Item: ITEM });
  });

  it('says of each write of a transaction what stood in its way', async () => {
    const put = (id: string) => ({ Put: { TableName, Item: marshall({ id }), ...UNMET } });
    const write = (...ids: string[]) => transaction(dynamo.transactWriteItems({ TransactItems: ids.map(put) }));

    expect(await write('t1', '1')).toEqual([undefined, ITEM]);
    expect(await write('t1', 't2')).toEqual([]);
    expect(await write('t1', 't3')).toEqual([marshall({ id: 't1' }), undefined]);
    await expect(write('t4', '')).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('describes a table as the SDK does', async () => {
    const { Table: expected = {} } = await testDynamoDb().describeTable({ TableName });
    const { TableArn, TableId, CreationDateTime } = expected;

    expect((await dynamo.describeTable({ TableName })).Table).toMatchObject({
      TableArn,
      CreationDateTime,
      ...(TableId !== undefined && { TableId }),
    });
  });

  it('knows a wrong request and a missing table by their names', async () => {
    const wrong = await dynamo.putItem({ TableName, Item: { id: { N: '1' } } }).catch((error: unknown) => error);

    expect(isInvalidRequest(wrong)).toBe(true);
    await expect(dynamo.getItem({ TableName: 'none', Key })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $fault: 'client',
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) as unknown },
    });
  });

  it('takes a large row, and many requests at once', async () => {
    const Item = { id: { S: 'large' }, bytes: { B: new Uint8Array(randomBytes(300_000)) } };
    await dynamo.putItem({ TableName, Item });
    const reads = Array.from({ length: 60 }, () => dynamo.getItem({ TableName, Key }));

    expect((await dynamo.getItem({ TableName, Key: { id: Item.id } })).Item).toEqual(Item);
    expect((await Promise.all(reads)).map(({ Item: row }) => row)).toEqual(Array<unknown>(60).fill(ITEM));
  });
});

/** Of what DynamoDB can hold: no number as large as some of JSON's, and no name without a letter. */
const values = fc.letrec<{ value: unknown }>((of) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    ...[fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(null)],
    ...[fc.array(of('value')), fc.dictionary(fc.string({ minLength: 1 }), of('value'))],
  ),
})).value;

describe('a row that one client wrote', () => {
  it('is read by the other as it was', async () => {
    const [sdk, lean] = [testDynamoDb(), testLeanDynamo()];
    const TableName = await createTestTable(sdk, keyedBy('id'));
    const rows = fc.sample(values, { numRuns: 60, seed: 1 }).map((value, id) => marshall({ value, id: String(id) }));
    for (const batch of batchesOf(rows, 20))
      await Promise.all(batch.map((Item, index) => (index % 2 ? sdk : lean).putItem({ TableName, Item })));

    for (const Item of rows) {
      const read = { TableName, Key: { id: Item['id'] ?? { S: '' } } };
      const [bySdk, byLean] = await Promise.all([sdk.getItem(read), lean.getItem(read)]);
      expect(byLean.Item).toEqual(Item);
      expect(byLean.Item).toEqual(bySdk.Item);
    }
  });
});
