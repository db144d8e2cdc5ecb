import middy from '@middy/core';
import { dynamoRefunds } from '../payments/dynamo-refunds.ts';
import { reportPayment } from '../payments/payment-report.ts';
import { refundPayment } from '../payments/refund-payment.ts';
import { wirePayments } from '../payments/wiring.ts';
import { readEnv } from '../platform/env.ts';
import { leanDynamo } from '../platform/lean-dynamo.ts';
import { flushMetrics, logger, measure } from '../platform/telemetry.ts';
import { dynamoDuePayments } from './dynamo-due-payments.ts';
import { PaymentRetrierEnv } from './env.ts';
import { retryDuePayments } from './retry-due-payments.ts';

/** The slowest attempt that was begun just before must end in the invocation. */
const RESERVE_MS = 45_000;
const CONCURRENCY = 32;

const env = readEnv(PaymentRetrierEnv);
const dynamo = leanDynamo();
const { attempt, gateway, assertRebuilt, now } = wirePayments(env, dynamo);
const table = { dynamo, table: env.PAYMENT_DEDUP_TABLE };
const retryDue = retryDuePayments({
  due: dynamoDuePayments(table),
  retry: attempt.retry,
  refund: refundPayment({ refunds: dynamoRefunds(table), gateway, now }),
  report: reportPayment,
  failed(eventId, error) {
    measure('RetriesFailed');
    logger.error('not retried, it stays due', { eventId, error });
  },
  now,
  concurrency: CONCURRENCY,
});

export const handler = middy()
  .use(flushMetrics())
  .handler(async (_event: unknown, { getRemainingTimeInMillis }) => {
    await assertRebuilt();
    const deadline = new Date(now().getTime() + getRemainingTimeInMillis() - RESERVE_MS);
    const summary = await retryDue({ deadline });
    if (!summary.complete) measure('RetryRunsCutShort');
    logger.info('retried', { summary });
    return summary;
  });
