import { describe, expect, it } from 'vitest';
import { cancelPayment } from '../../functions/payment-canceller/cancel-payment.ts';
import { dynamoCancellations } from '../../functions/payment-canceller/dynamo-cancellations.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import { dynamoRefunds } from '../../functions/payments/dynamo-refunds.ts';
import type { PaymentGateway } from '../../functions/payments/payment-gateway.ts';
import { refundPayment } from '../../functions/payments/refund-payment.ts';
import { aCancellation, aPaymentOrder } from '../doubles/payment-builders.ts';
import { loseFirstResponses } from '../harness/faulty-dynamodb.ts';
import { at, LEASE_SECONDS, LOST } from '../harness/payments.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';
import { testDynamoDb } from '../harness/test-tables.ts';

/** Attempts at payments whose every call of the table is made twice. */
async function losingPayments() {
  const payments = await paymentsInDynamoDb();
  const losing = { dynamo: loseFirstResponses(testDynamoDb()), table: payments.table };
  const ledger = dynamoPaymentLedger(losing);
  const attempt = (gateway: Partial<PaymentGateway> = {}) => payments.attempt({ ledger, gateway });
  const { now, gateway } = payments;
  return {
    ...payments,
    attempt,
    charge: attempt().charge,
    retryDue: () => payments.retryDue({ ledger }),
    cancel: cancelPayment({ ledger: dynamoCancellations(losing), now }),
    refundBy: (other: Partial<PaymentGateway> = {}) =>
      refundPayment({ refunds: dynamoRefunds(losing), gateway: { ...gateway, ...other }, now }),
  };
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

  it('records a payment that was never begun as void', async () => {
    const { cancel, charge, row } = await losingPayments();

    expect(await cancel(aCancellation())).toBe('voided');
    expect(await charge(order)).toEqual({ kind: 'duplicate' });
    expect(await row(order)).toMatchObject({ state: 'VOID' });
  });

  it('has a captured payment refunded once, and counts the attempts at it', async () => {
    const { charge, cancel, refundBy, row, intents } = await losingPayments();
    await charge(order);

    // Its second try meets a refund that is due.
    expect(await cancel(aCancellation())).toBe('unchanged');
    expect(await refundBy({ refund: lost })(await row(order))).toMatchObject({ kind: 'parked', dueAt: at(5) });
    expect(await row(order)).toMatchObject({ state: 'REFUND_DUE', attempts: 1 });
    expect(await refundBy()(await row(order))).toEqual({ kind: 'refunded' });
    expect(await row(order)).toMatchObject({ state: 'REFUNDED' });
    expect(intents.get('pi_1')?.refunded).toBe(order.totalAmount);
  });

  it('makes a payment that another holds due when its lease ends', async () => {
    const { attempt, charge, row } = await losingPayments();
    await expect(attempt({ confirm: dies }).charge(order)).rejects.toThrow('died');

    expect(await charge(order)).toEqual({ kind: 'held-by-another' });
    expect(await row(order)).toMatchObject({ dueAt: at(LEASE_SECONDS), attempts: 1 });
  });
});
