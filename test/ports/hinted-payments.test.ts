import { describe, expect, it } from 'vitest';
import { dynamoHintedPayments } from '../../functions/gateway-webhook/dynamo-hinted-payments.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import { dueShardOf } from '../../functions/payments/payment-rows.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { at } from '../harness/payments.ts';
import { createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';

const eventId = 'hinted';

async function aTable() {
  const dynamo = testDynamoDb();
  const table = await createPaymentsTable(dynamo);
  return { ledger: dynamoPaymentLedger({ dynamo, table }), hinted: dynamoHintedPayments({ dynamo, table }) };
}

describe("the webhook's payments in DynamoDB", () => {
  it('makes due now what waits for a later try, and changes nothing else', async () => {
    const { ledger, hinted } = await aTable();
    const row = aPaymentRow({ eventId, dueAt: at(600), dueShard: dueShardOf(eventId) });
    await ledger.insert(row);

    await hinted.dueNow(eventId, at(5));

    expect(await hinted.find(eventId)).toEqual({ ...row, dueAt: at(5) });
  });

  it('leaves what is decided as it is', async () => {
    const { ledger, hinted } = await aTable();
    const row = aPaymentRow({ eventId, dueAt: at(600), dueShard: dueShardOf(eventId) });
    await ledger.insert(row);
    await ledger.decide(row, { kind: 'captured', gatewayReference: 'pi_1' }, at(1));
    const decided = await hinted.find(eventId);

    await hinted.dueNow(eventId, at(5));

    expect(decided).toMatchObject({ state: 'CAPTURED' });
    expect(await hinted.find(eventId)).toEqual(decided);
  });

  it('makes no row of a payment that is not there', async () => {
    const { hinted } = await aTable();

    await hinted.dueNow(eventId, at(5));

    expect(await hinted.find(eventId)).toBeUndefined();
  });
});
