import { describe, expect, it } from 'vitest';
import { dynamoPaymentOutbox } from '../../functions/outbox-publisher/dynamo-order-outbox.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { PLACED_AT } from '../doubles/order-builders.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { anEventEntry } from '../doubles/record-builders.ts';
import { createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';

const subjects = {
  'in memory': async (now: () => Date) => inMemoryPayments({ now }),
  'in DynamoDB': async (now: () => Date) => {
    const dynamo = testDynamoDb();
    const rows = { dynamo, table: await createPaymentsTable(dynamo), now };
    return { ledger: dynamoPaymentLedger(rows), outbox: dynamoPaymentOutbox(rows) };
  },
};

const row = aPaymentRow({ state: 'CAPTURED', decidedAt: PLACED_AT });
const poison = { kind: 'poison', rowKey: row.eventId, reason: 'too large' } as const;
const receipt = { topic: 't', partition: 0, offset: 7, acknowledgedAt: PLACED_AT };

/** An insertion under another owner changes nothing and answers the row. */
const look = { ...row, owner: 'onlooker' };

describe.each(Object.entries(subjects))('the outbox of the payments, %s', (_name, make) => {
  it('marks a row whose event can never be published, once', async () => {
    const times = [PLACED_AT, '2026-01-01T13:00:00.000Z'];
    const { ledger, outbox } = await make(() => new Date(times.shift() ?? Number.NaN));
    await ledger.insert(row);

    await outbox.refuse(poison);
    await outbox.refuse({ ...poison, reason: 'another' });

    expect(await ledger.insert(look)).toEqual({ ...row, publishFailure: { reason: 'too large', failedAt: PLACED_AT } });
  });

  it('makes no row where there is no payment', async () => {
    const { ledger, outbox } = await make(() => new Date(PLACED_AT));

    await outbox.refuse(poison);

    expect(await ledger.insert(row)).toBeUndefined();
  });

  it('writes no receipt', async () => {
    const { ledger, outbox } = await make(() => new Date(PLACED_AT));
    await ledger.insert(row);

    await outbox.close({ ...anEventEntry(), rowKey: row.eventId }, receipt);

    expect(await ledger.insert(look)).toEqual(row);
  });
});
