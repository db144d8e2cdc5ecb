import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { dynamoChargeLedger } from '../../functions/payment-gateway-simulator/dynamo-charge-ledger.ts';
import { dynamoDuePayments } from '../../functions/payment-retrier/dynamo-due-payments.ts';
import { retryDuePayments } from '../../functions/payment-retrier/retry-due-payments.ts';
import { attemptPayment } from '../../functions/payments/attempt-payment.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import { dynamoRefunds } from '../../functions/payments/dynamo-refunds.ts';
import type { PaymentGateway } from '../../functions/payments/payment-gateway.ts';
import { refundPayment } from '../../functions/payments/refund-payment.ts';
import { stripePaymentGateway } from '../../functions/payments/stripe-payment-gateway.ts';
import { fixedKey } from '../../functions/payments/table-guard.ts';
import { serveSimulatedGateway } from '../../test/harness/simulated-gateway.ts';
import { createMovedClockTables, nameOf } from './surroundings.ts';

/** As many as the retrier has at once, and a consumer at most. */
export const CONCURRENCY = 32;
export const RETRIER_PERIOD_SECONDS = 60;
const KEY = 'sk_test_bench';

interface PaymentStageOptions {
  readonly dynamo: DynamoDB;
  readonly name: string;
  readonly gateway: PaymentGateway;
  readonly now: () => Date;
}

/** What the payment functions are made of, over tables of their own and a clock that the measurement moves. */
export async function paymentStage({ dynamo, name, gateway, now }: PaymentStageOptions) {
  await createMovedClockTables(dynamo, name);
  const table = { dynamo, table: nameOf(name, 'payments') };
  const ledger = dynamoPaymentLedger(table);
  let tokens = 0;
  const attempt = attemptPayment({ ledger, gateway, now, newToken: () => `token-${++tokens}`, leaseSeconds: 65 });
  const retryDue = retryDuePayments({
    due: dynamoDuePayments(table),
    retry: attempt.retry,
    refund: refundPayment({ refunds: dynamoRefunds(table), gateway, now }),
    report: () => undefined,
    failed: (eventId, error) => console.error(eventId, error),
    now,
    concurrency: CONCURRENCY,
  });
  return {
    find: ledger.find,
    charge: attempt.charge,
    retryDue: () => retryDue({ deadline: new Date(now().getTime() + RETRIER_PERIOD_SECONDS * 1_000) }),
    /** The gateway of this stage. */
    simulate: (port: number) =>
      serveSimulatedGateway({ port, key: KEY, ledger: dynamoChargeLedger({ dynamo, table: nameOf(name, 'ledger') }) }),
  };
}

export const gatewayAt = (port: number, timeoutMs: number): PaymentGateway =>
  stripePaymentGateway({
    url: `http://127.0.0.1:${port}`,
    key: fixedKey(KEY),
    timeoutMs,
    connectTimeoutMs: timeoutMs / 2,
    listTimeoutMs: timeoutMs,
  });
