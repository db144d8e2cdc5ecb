import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import type { PaymentLedger } from '../../functions/payments/payment-ledger.ts';
import { dueShardOf } from '../../functions/payments/payment-rows.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { createPaymentsTable, testDynamoDb, testLeanDynamo } from '../harness/test-tables.ts';

/** Every kind of payment ledger, by its name. */
export const paymentLedgers: Readonly<Record<string, () => Promise<PaymentLedger>>> = {
  'in memory': async () => inMemoryPayments().ledger,
  'in DynamoDB': async () => {
    const dynamo = testDynamoDb();
    return dynamoPaymentLedger({ dynamo, table: await createPaymentsTable(dynamo) });
  },
  'in DynamoDB, by the lean client': async () =>
    dynamoPaymentLedger({ dynamo: testLeanDynamo(), table: await createPaymentsTable(testDynamoDb()) }),
};

export const AT = '2026-01-01T12:00:01.000Z';
export const LATER = '2026-01-01T13:00:00.000Z';

/** A claim with an intent. */
export const first = aPaymentRow();
export const dueShard = dueShardOf(first.eventId);
const { intentId: _, ...withoutIntent } = aPaymentRow({ eventId: 'unsent' });
/** A claim without one. */
export const unsent: PaymentRow = withoutIntent;

export const takeover = {
  owner: 'second',
  leaseUntil: '2026-01-01T12:03:00.000Z',
  source: { ...first.source, offset: 18 },
};
/** The first claim after its takeover. */
export const second: PaymentRow = { ...first, ...takeover, attempts: 2 };

export const capturedDecision = { kind: 'captured', gatewayReference: 'pi_1' } as const;
export const declinedDecision = {
  kind: 'not-captured',
  gatewayReference: 'pi_1',
  declineCode: 'expired_card',
} as const;
