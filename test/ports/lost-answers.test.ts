import { describe, expect, it } from 'vitest';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import type { PaymentGateway } from '../../functions/payments/payment-gateway.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { loseFirstResponses } from '../harness/faulty-dynamodb.ts';
import { at, LEASE_SECONDS, LOST } from '../harness/payments.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';
import { testDynamoDb } from '../harness/test-tables.ts';

/** Attempts at payments whose every call of the table is made twice. */
async function losingPayments() {
  const payments = await paymentsInDynamoDb();
  const ledger = dynamoPaymentLedger({ dynamo: loseFirstResponses(testDynamoDb()), table: payments.table });
  const attempt = (gateway: Partial<PaymentGateway> = {}) => payments.attempt({ ledger, gateway });
  return { ...payments, attempt, charge: attempt().charge, retryDue: () => payments.retryDue({ ledger }) };
}

describe('repeat a write of a payment whose answer was lost, as the SDK does by itself', () => {
  const order = aPaymentOrder();
  const lost = async () => LOST;
  const dies = () => Promise.reject(new Error('the sandbox died'));

  it('takes over once, records one intent, and decides', async () => {
    const { attempt, row, retryDue, pass, calls } = await losingPayments();
    expect(await attempt({ create: lost }).charge(order)).toMatchObject({ kind: 'parked', dueAt: at(5) });
    pass(5);

    expect(await retryDue()).toMatchObject({ retried: 1, failed: 0 });
    expect(calls).toEqual(['create', 'confirm']);
    expect(await row(order)).toMatchObject({ state: 'CAPTURED', intentId: 'pi_1', attempts: 2 });
  });

  it('makes a payment that another holds due when its lease ends', async () => {
    const { attempt, charge, row } = await losingPayments();
    await expect(attempt({ confirm: dies }).charge(order)).rejects.toThrow('died');

    expect(await charge(order)).toEqual({ kind: 'held-by-another' });
    expect(await row(order)).toMatchObject({ dueAt: at(LEASE_SECONDS), attempts: 1 });
  });
});
