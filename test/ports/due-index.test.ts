import { describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import { dynamoDueIndex } from '../../functions/reconciler/dynamo-open-orders.ts';
import type { DueIndex } from '../../functions/reconciler/reconcile-orders.ts';
import { inMemoryDueIndex } from '../doubles/in-memory-payment-operations.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { later } from '../harness/a-reconciler.ts';
import { createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';
import { meterCalls } from './read-costs.ts';

async function inDynamo(rows: readonly PaymentRow[]) {
  const dynamo = testDynamoDb();
  const table = { dynamo, table: await createPaymentsTable(dynamo) };
  for (const row of rows) await dynamoPaymentLedger(table).insert(row);
  return { dynamo, index: dynamoDueIndex(table) };
}

const subjects: Readonly<Record<string, (rows: readonly PaymentRow[]) => Promise<DueIndex>>> = {
  'in memory': async (rows) => inMemoryDueIndex(new Map(rows.map((row) => [row.eventId, row]))),
  'in DynamoDB': async (rows) => (await inDynamo(rows)).index,
};

/** Payments in all shards, each due a second after the one before. */
const due = Array.from({ length: 20 }, (_, number) =>
  aPaymentRow({ eventId: `e${number}`, dueAt: later(number).toISOString(), dueShard: String(number % 8) }),
);
const keysOf = (rows: readonly PaymentRow[]) => rows.map(({ eventId, dueAt }) => ({ eventId, dueAt }));

describe.each(Object.entries(subjects))('the first due payments, %s', (_name, make) => {
  it.each([1, 3, 20, 100])('are the oldest of all shards: at most %i', async (limit) => {
    const { first } = await make([...due.toReversed(), aPaymentRow({ eventId: 'never due' })]);

    expect(await first(limit)).toEqual(keysOf(due.slice(0, limit)));
  });

  it('are none where nothing is due', async () => {
    const { first } = await make([aPaymentRow()]);

    expect(await first(1)).toEqual([]);
  });
});

describe('the oldest due payment in DynamoDB', () => {
  it('costs one query a shard', async () => {
    const { dynamo, index } = await inDynamo(due);
    const costs = meterCalls(dynamo);

    await index.first(1);

    expect(costs).toEqual({ calls: 8, units: 4 });
  });
});
