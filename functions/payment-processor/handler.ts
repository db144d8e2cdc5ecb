import { reportPayment } from '../payments/payment-report.ts';
import { wirePayments } from '../payments/wiring.ts';
import { consumerHandler } from '../platform/consumer-handler.ts';
import { dynamoClient } from '../platform/dynamo.ts';
import { readEnv } from '../platform/env.ts';
import { PaymentProcessorEnv } from './env.ts';
import { processOrderPlaced } from './process-order-placed.ts';

const { attempt, assertRebuilt } = wirePayments(readEnv(PaymentProcessorEnv), dynamoClient());

export const handler = consumerHandler({
  begin: assertRebuilt,
  process: processOrderPlaced({ charge: attempt.charge, report: reportPayment }),
  // The slowest attempt: creation, confirmation, second look and cancellation, and three writes that are tried three times.
  timePerRecord: 40_000,
});
