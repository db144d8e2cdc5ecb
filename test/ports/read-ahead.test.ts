import type { BatchGetItemCommandOutput, DynamoDB } from '@aws-sdk/client-dynamodb';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { readAheadLedger } from '../../functions/payments/dynamo-read-ahead.ts';
import { newPaymentRow } from '../../functions/payments/payment-rows.ts';
import { PLACED_AT } from '../doubles/order-builders.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { type DynamoFault, faultyDynamoDb } from '../harness/faulty-dynamodb.ts';
import { createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';

const idOf = (number: number) => `event-${number}`;
const ids = (count: number) => Array.from({ length: count }, (_, number) => idOf(number));
const aRow = (number: number) =>
  newPaymentRow({ ...aPaymentOrder(), eventId: idOf(number) }, { owner: 'o', now: PLACED_AT });

/** A ledger in which the events with even numbers have rows, and what its client is asked. */
async function aLedger(own: (dynamo: DynamoDB) => DynamoDB = (same) => same) {
  const dynamo = testDynamoDb();
  const table = await createPaymentsTable(dynamo);
  const writer = readAheadLedger({ dynamo, table }).ledger;
  await Promise.all(Array.from({ length: 60 }, (_, half) => writer.insert(aRow(2 * half))));
  const client = own(testDynamoDb());
  const commands: string[] = [];
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        commands.push(commandName.replace('Command', ''));
        return next(args);
      },
    { step: 'initialize', priority: 'low' },
  );
  return { ...readAheadLedger({ dynamo: client, table }), dynamo, table, writer, commands };
}

describe('the rows of a batch, in DynamoDB', () => {
  it('are read by one request for each hundred, also those that are not there', async () => {
    const { ledger, readAhead, commands } = await aLedger();

    await readAhead([...ids(120), ...ids(120)]);

    expect(await Promise.all(ids(120).map(ledger.find))).toEqual(
      Array.from({ length: 120 }, (_, number) => (number % 2 === 0 ? aRow(number) : undefined)),
    );
    expect(commands).toEqual(['BatchGetItem', 'BatchGetItem']);
  });

  it('are asked for again by whoever wants to know what has changed, and by the next batch', async () => {
    const { ledger, readAhead, writer } = await aLedger();
    await readAhead(ids(2));
    await writer.insert(aRow(1));

    expect(await ledger.find(idOf(1))).toBeUndefined();
    expect(await ledger.find(idOf(1))).toEqual(aRow(1));
    await readAhead([]);
    expect(await ledger.find(idOf(0))).toEqual(aRow(0));
  });

  it.each<DynamoFault>(['throttled', 'lost before', 'lost after'])(
    'are read one by one where the common request is %s',
    async (fault) => {
      const { ledger, readAhead, commands } = await aLedger((dynamo) => faultyDynamoDb(dynamo, [fault]));

      await readAhead(ids(3));

      expect(await Promise.all(ids(3).map(ledger.find))).toEqual([aRow(0), undefined, aRow(2)]);
      expect(commands.filter((name) => name === 'GetItem')).toHaveLength(3);
    },
  );

  it('are read one by one where the request did not come to them', async () => {
    const { ledger, readAhead, commands } = await aLedger(leaveUnprocessed);

    await readAhead(ids(3));

    expect(await Promise.all(ids(3).map(ledger.find))).toEqual([aRow(0), undefined, aRow(2)]);
    expect(commands).toEqual(['GetItem', 'GetItem']);
  });

  it('that can not be read fail alone', async () => {
    const { ledger, readAhead, dynamo, table } = await aLedger();
    await dynamo.send(new PutItemCommand({ TableName: table, Item: { eventId: { S: idOf(1) }, state: { S: '?' } } }));

    await readAhead(ids(2));

    expect(await ledger.find(idOf(0))).toEqual(aRow(0));
    await expect(ledger.find(idOf(1))).rejects.toMatchObject({ name: 'UnreadablePayment' });
  });
});

/** Of a batch only the second key is looked for: it has no row. */
function leaveUnprocessed(dynamo: DynamoDB): DynamoDB {
  dynamo.middlewareStack.add(
    (next) => async (args) => {
      if (!('RequestItems' in args.input)) return next(args);
      const [table = ''] = Object.keys(args.input.RequestItems ?? {});
      const Keys = [0, 2].map((number) => ({ eventId: { S: idOf(number) } }));
      const output: BatchGetItemCommandOutput = {
        $metadata: {},
        Responses: { [table]: [] },
        UnprocessedKeys: { [table]: { Keys } },
      };
      return { output, response: undefined };
    },
    { step: 'initialize', priority: 'low' },
  );
  return dynamo;
}
