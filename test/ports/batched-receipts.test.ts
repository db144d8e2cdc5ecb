import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandOutput,
  type DynamoDB,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import type { EventEntry } from '../../functions/outbox/outbox.ts';
import { dynamoOrderOutbox } from '../../functions/outbox-publisher/dynamo-order-outbox.ts';
import { aCancelledRow, anOrderRow, orderIdOf, PLACED_AT } from '../doubles/order-builders.ts';
import { aCancellationEntry, anEventEntry } from '../doubles/record-builders.ts';
import { type DynamoFault, faultyDynamoDb, loseFirstResponses } from '../harness/faulty-dynamodb.ts';
import { recordCommands } from '../harness/recorded-commands.ts';
import { createOrdersTable, testDynamoDb } from '../harness/test-tables.ts';

const aReceipt = (offset: number) => ({
  topic: ORDER_PLACED.topic,
  partition: 2,
  offset,
  acknowledgedAt: '2026-01-01T12:00:00.500Z',
});
const entries = (count: number) => Array.from({ length: count }, (_, number) => anEventEntry(number));

/** Orders in a table of their own, and an outbox on it through a client of its own. */
async function ordersWith(rows: readonly OrderRow[], own: (dynamo: DynamoDB) => DynamoDB = (same) => same) {
  const dynamo = testDynamoDb();
  const table = await createOrdersTable(dynamo);
  const store = dynamoOrderStore({ dynamo, table });
  await Promise.all(rows.map((row) => store.insert(row)));
  const client = own(testDynamoDb());
  const commands = recordCommands(client);
  const outbox = dynamoOrderOutbox({ dynamo: client, table, now: () => new Date(PLACED_AT) });
  const close = (closed: readonly EventEntry[], at = 0) =>
    Promise.allSettled(closed.map((entry, index) => outbox.close(entry, aReceipt(at + index))));
  return { dynamo, table, commands, close, order: (number: number) => store.find(orderIdOf(number)) };
}

const orders = (count: number) =>
  Array.from({ length: count }, (_, number) => anOrderRow({ orderId: orderIdOf(number) }));
const closedWith = (number: number, offset = number) =>
  anOrderRow({ orderId: orderIdOf(number), receipt: aReceipt(offset), outbox: undefined, version: 2 });

const TOGETHER = 'BatchExecuteStatementCommand';
const WRITTEN = { status: 'fulfilled', value: undefined };

describe('the receipts of a send, in DynamoDB', () => {
  it('are recorded by 25 a request, and few by one request each', async () => {
    const { commands, close, order } = await ordersWith(orders(57));

    expect(await close(entries(57))).toEqual(Array(57).fill(WRITTEN));

    expect(commands).toEqual([...Array(2).fill(TOGETHER), ...Array(7).fill('UpdateItemCommand')]);
    for (const number of [0, 24, 25, 49, 50, 56]) expect(await order(number)).toEqual(closedWith(number));
  });

  it('are recorded once where they come again, by no second write', async () => {
    const { commands, close, order } = await ordersWith(orders(20));
    await close(entries(20));

    expect(await close(entries(20), 100)).toEqual(Array(20).fill(WRITTEN));

    expect(commands).toEqual([TOGETHER, TOGETHER]);
    expect(await order(7)).toEqual(closedWith(7));
  });

  it('are recorded once where the SDK repeats a request that took effect', async () => {
    const { close, order } = await ordersWith(orders(20), loseFirstResponses);

    expect(await close(entries(20))).toEqual(Array(20).fill(WRITTEN));

    expect(await order(7)).toEqual(closedWith(7));
  });

  it.each<DynamoFault>(['throttled', 'lost before', 'lost after'])(
    'are recorded by one request each where the common one is %s',
    async (fault) => {
      const { close, order } = await ordersWith(orders(20), (dynamo) => faultyDynamoDb(dynamo, [fault]));

      expect(await close(entries(20))).toEqual(Array(20).fill(WRITTEN));

      expect(await order(7)).toEqual(closedWith(7));
    },
  );

  it('fail alone: the one that is throttled is tried alone, and rejects if that fails', async () => {
    const { close, order } = await ordersWith(orders(20), (dynamo) =>
      faultyDynamoDb(throttleThird(dynamo), ['none', 'throttled']),
    );

    const results = await close(entries(20));

    expect(results.map(({ status }) => status)).toEqual(
      Array.from({ length: 20 }, (_, index) => (index === 2 ? 'rejected' : 'fulfilled')),
    );
    expect(await order(2)).toEqual(anOrderRow({ orderId: orderIdOf(2) }));
    expect(await order(3)).toEqual(closedWith(3));
  });
});

/** The third statement of a request is throttled, and the others take effect. */
function throttleThird(dynamo: DynamoDB): DynamoDB {
  dynamo.middlewareStack.add(
    (next) => async (args) => {
      if (!('Statements' in args.input)) return next(args);
      const Statements = args.input.Statements?.filter((_, index) => index !== 2) ?? [];
      const { Responses = [] } = await testDynamoDb().send(new BatchExecuteStatementCommand({ Statements }));
      const output: BatchExecuteStatementCommandOutput = {
        $metadata: {},
        Responses: Responses.toSpliced(2, 0, { Error: { Code: 'ThrottlingError', Message: 'later' } }),
      };
      return { output, response: undefined };
    },
    { step: 'initialize', priority: 'low' },
  );
  return dynamo;
}

/** Whatever a row is by the time that its event is acknowledged. */
const OTHER_ROWS: Readonly<Record<string, (orderId: string) => object>> = {
  'is as it was saved': (orderId) => anOrderRow({ orderId }),
  'has a receipt': (orderId) => anOrderRow({ orderId, receipt: aReceipt(700) }),
  'was cancelled meanwhile': (orderId) => aCancelledRow({ orderId }),
  'holds its second event only': (orderId) =>
    aCancelledRow({ orderId, outbox: { requeues: 0, entries: { 2: { type: 'order-cancelled' } } } }),
  'is closed': (orderId) => anOrderRow({ orderId, outbox: undefined, receipt: aReceipt(701) }),
  'is marked as poison': (orderId) =>
    anOrderRow({ orderId, publishFailure: { reason: 'too large', failedAt: PLACED_AT } }),
  'was requeued meanwhile': (orderId) =>
    anOrderRow({ orderId, requeues: 1, outbox: { requeues: 1, entries: { 1: { type: 'order-placed' } } } }),
  'is of before orders could be cancelled': (orderId) => ({
    ...anOrderRow({ orderId }),
    outbox: { eventId: ORDER_PLACED.eventId(orderId), requeues: 0 },
  }),
};

describe('a receipt that is recorded with others leaves a row as one that is recorded alone does', () => {
  it.each(Object.entries(OTHER_ROWS))('where it %s', async (_, rowOf) => {
    const { dynamo, table, close, order } = await ordersWith(orders(20));
    for (const number of [3, 30]) {
      const Item = marshall(rowOf(orderIdOf(number)), { removeUndefinedValues: true });
      await dynamo.send(new PutItemCommand({ TableName: table, Item }));
    }

    await close(entries(20));
    await close([anEventEntry(30)], 3);

    expect(await order(3)).toEqual({ ...(await order(30)), orderId: orderIdOf(3) });
    expect(await order(4)).toEqual(closedWith(4));
  });

  it('where there is none, and where events of one row are acknowledged together', async () => {
    const { close, order } = await ordersWith([...orders(18), aCancelledRow({ orderId: orderIdOf(20) })]);

    expect(await close([...entries(18), anEventEntry(19), anEventEntry(20), aCancellationEntry(20)])).toEqual(
      Array(21).fill(WRITTEN),
    );

    expect(await order(19)).toBeUndefined();
    expect(await order(20)).toMatchObject({ receipt: aReceipt(19), receipts: { 2: aReceipt(20) } });
    expect(await order(20)).not.toHaveProperty('outbox');
  });
});
