import { describe, expect, it } from 'vitest';
import { dynamoDuePayments } from '../../functions/payment-retrier/dynamo-due-payments.ts';
import type { DuePaymentsCursor } from '../../functions/payment-retrier/retry-due-payments.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import { dueShardOf } from '../../functions/payments/payment-rows.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { type DynamoFault, faultyDynamoDb } from '../harness/faulty-dynamodb.ts';
import { after, at } from '../harness/payments.ts';
import { createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';
import { meterCalls } from './read-costs.ts';

const subjects = {
  'in memory': async () => inMemoryPayments(),
  'in DynamoDB': async () => {
    const dynamo = testDynamoDb();
    const table = await createPaymentsTable(dynamo);
    return { ledger: dynamoPaymentLedger({ dynamo, table }), due: dynamoDuePayments({ dynamo, table }) };
  },
};

const dueRow = (eventId: string, seconds: number) =>
  aPaymentRow({ eventId, dueAt: at(seconds), dueShard: dueShardOf(eventId) });

describe.each(Object.entries(subjects))('the due payments, %s', (_name, make) => {
  const all = async ({ due }: Awaited<ReturnType<typeof make>>, seconds: number) => {
    const pages: (readonly string[])[] = [];
    let cursor: DuePaymentsCursor | undefined;
    do {
      const { eventIds, next } = await due.page(after(seconds), cursor);
      pages.push(eventIds);
      cursor = next;
    } while (cursor !== undefined);
    return pages;
  };

  it('shows what is due, oldest first, and nothing else', async () => {
    const payments = await make();
    const { ledger } = payments;
    await Promise.all([3, 1, 2, 9].map((seconds) => ledger.insert(dueRow(`due-${seconds}`, seconds))));
    await ledger.insert(aPaymentRow({ eventId: 'claimed' }));
    const decided = dueRow('decided', 1);
    await ledger.insert(decided);
    await ledger.decide(decided, { kind: 'captured', gatewayReference: 'pi_1' }, at(1));

    expect(await all(payments, 3)).toEqual([['due-1', 'due-2', 'due-3']]);
  });

  it('shows every one of many, once', async () => {
    const payments = await make();
    const rows = Array.from({ length: 450 }, (_, index) => dueRow(`e${index}`, index));
    await Promise.all(rows.map((row) => payments.ledger.insert(row)));

    const shown = (await all(payments, 1_000)).flat();

    expect(shown).toHaveLength(450);
    expect(new Set(shown).size).toBe(450);
  });

  it('reads the row as it is now', async () => {
    const { ledger, due } = await make();
    const row = dueRow('one', 1);
    await ledger.insert(row);

    expect(await due.find('one')).toEqual(row);
    expect(await due.find('none')).toBeUndefined();
  });
});

const LATER = after(1_000);

describe('the due payments in DynamoDB', () => {
  it.each([0, 500])(
    'cost the same beside %i that are decided: their rows are read by a request for each hundred',
    async (decided) => {
      const dynamo = testDynamoDb();
      const table = await createPaymentsTable(dynamo);
      const { insert } = dynamoPaymentLedger({ dynamo, table });
      await Promise.all(Array.from({ length: 120 }, (_, number) => insert(dueRow(`due-${number}`, number))));
      await Promise.all(
        Array.from({ length: decided }, (_, number) =>
          insert(aPaymentRow({ eventId: `${number}`, state: 'CAPTURED' })),
        ),
      );
      const costs = meterCalls(dynamo);
      const due = dynamoDuePayments({ dynamo, table });

      const { eventIds, next } = await due.page(LATER, undefined);
      const rows = await Promise.all(eventIds.map(due.find));

      expect({ found: rows.filter((row) => row !== undefined).length, next }).toEqual({ found: 120, next: undefined });
      // A query a shard, at half a unit, and two batches.
      expect(costs).toEqual({ calls: 8 + 2, units: 8 / 2 + 120 });
    },
  );

  it('are read again one by one where their rows can not be read together', async () => {
    const table = await createPaymentsTable(testDynamoDb());
    const row = dueRow('one', 1);
    await dynamoPaymentLedger({ dynamo: testDynamoDb(), table }).insert(row);
    // Eight queries first.
    const faults = [...Array<DynamoFault>(8).fill('none'), 'lost before'] as const;
    const due = dynamoDuePayments({ dynamo: faultyDynamoDb(testDynamoDb(), faults), table });

    expect(await due.page(LATER, undefined)).toEqual({ eventIds: ['one'], next: undefined });
    expect(await due.find('one')).toEqual(row);
  });
});
