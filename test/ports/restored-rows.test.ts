import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { dynamoOrderRows } from '../../operations/dynamo-history.ts';
import { dynamoRestoredRows } from '../../operations/dynamo-operator-ledger.ts';
import type { RestoredRows } from '../../operations/rebuilt-row.ts';
import { inMemoryRestoredRows } from '../doubles/in-memory-payment-operations.ts';
import { anOrderRow, orderIdOf, PLACED_AT } from '../doubles/order-builders.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { recordCommands } from '../harness/recorded-commands.ts';
import { createOrdersTable, createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';

const subjects = {
  'in memory': async () => inMemoryRestoredRows(new Map()),
  'in DynamoDB': async () => {
    const dynamo = testDynamoDb();
    return dynamoRestoredRows({ dynamo, table: await createPaymentsTable(dynamo) });
  },
};

const due = { dueAt: PLACED_AT, dueShard: '3' };
const open = aPaymentRow(due);
const decision = { owner: 'rebuilt', state: 'CAPTURED', gatewayReference: 'pi_1', decidedAt: PLACED_AT } as const;

describe.each(Object.entries(subjects))('the rows of a restored PaymentDedup table, %s', (_name, make) => {
  let rows: RestoredRows;
  beforeEach(async () => {
    rows = await make();
    await rows.insert(open);
  });
  const row = () => rows.find(open.eventId);

  it('take a row that is missing, also when the same write comes twice', async () => {
    const missing = aPaymentRow({ eventId: 'missing', state: 'CAPTURED', gatewayReference: 'pi_1' });

    expect([await rows.insert(missing), await rows.insert(missing)]).toEqual([true, true]);
    expect(await rows.find('missing')).toEqual(missing);
  });

  it('never overwrite a row', async () => {
    expect(await rows.insert({ ...open, state: 'DECLINED' })).toBe(false);
    expect(await row()).toEqual(open);
  });

  it('take a decision, which is due no more; also when the same write comes twice', async () => {
    expect([await rows.change(open, decision), await rows.change(open, decision)]).toEqual([true, true]);

    const { dueAt, dueShard, ...rest } = open;
    expect(await row()).toEqual({ ...rest, ...decision });
  });

  it('take a change that decides nothing, and stay due', async () => {
    const change = { owner: 'rebuilt', intentsUnknown: true, leaseUntil: PLACED_AT };

    expect(await rows.change(open, change)).toBe(true);
    expect(await row()).toEqual({ ...open, ...change });
  });

  it.each([
    ['owner', { owner: 'another' }],
    ['lease', { leaseUntil: '2026-01-01T12:09:00.000Z' }],
    ['state', { state: 'IN_REVIEW' }],
  ] as const)('stay as they are where another %s was seen', async (_what, seen) => {
    expect(await rows.change({ ...open, ...seen }, decision)).toBe(false);
    expect(await row()).toEqual(open);
  });
});

describe('a restored table in DynamoDB', () => {
  it('says of a row that it can not be read', async () => {
    const dynamo = testDynamoDb();
    const table = await createPaymentsTable(dynamo);
    await dynamo.send(new PutItemCommand({ TableName: table, Item: { eventId: { S: 'odd' } } }));

    expect(await dynamoRestoredRows({ dynamo, table }).find('odd')).toBe('unreadable');
  });
});

describe('read the Orders table for a rebuild', () => {
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
});

describe('the rows of a restored PaymentDedup table in DynamoDB', () => {
  const ids = ['one', 'two', 'three'];

  it('are read by one request where they are looked for together, and alone where a throttled table leaves them out', async () => {
    const dynamo = testDynamoDb();
    const table = await createPaymentsTable(dynamo);
    const rows = ids.map((eventId) => aPaymentRow({ eventId }));
    await Promise.all(rows.map((row) => dynamoRestoredRows({ dynamo, table }).insert(row)));
    const { find } = dynamoRestoredRows({ dynamo, table });
    const commands = recordCommands(dynamo);

    expect(await Promise.all([...ids, 'absent'].map(find))).toEqual([...rows, undefined]);
    expect(commands).toEqual(['BatchGetItemCommand']);

    dynamo.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          if (!commandName.startsWith('Batch')) return next(args);
          const UnprocessedKeys = { [table]: { Keys: [{ eventId: { S: 'two' } }] } };
          return { output: { $metadata: {}, Responses: { [table]: [] }, UnprocessedKeys }, response: undefined };
        },
      { step: 'initialize' },
    );
    expect(await Promise.all(['two', 'absent'].map(find))).toEqual([rows[1], undefined]);
  });
});
