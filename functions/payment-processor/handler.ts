import { LambdaClient } from '@aws-sdk/client-lambda';
import { CONSUMERS } from '../contracts/events.ts';
import { reportPayment } from '../payments/payment-report.ts';
import { wirePayments } from '../payments/wiring.ts';
import { dynamoClient } from '../platform/dynamo.ts';
import { readEnv } from '../platform/env.ts';
import { kafkaHandler } from '../platform/kafka-handler.ts';
import { lambdaQuarantine } from '../platform/lambda-quarantine.ts';
import { quarantinePoison } from '../platform/poison-record.ts';
import { PaymentProcessorEnv } from './env.ts';
import { processOrderPlaced } from './process-order-placed.ts';

const env = readEnv(PaymentProcessorEnv);
const { attempt, assertRebuilt } = wirePayments(env, dynamoClient());

const quarantine = lambdaQuarantine({
  lambda: new LambdaClient(),
  functionName: env.QUARANTINE_FUNCTION,
  consumer: CONSUMERS.paymentProcessor.name,
});

export const handler = kafkaHandler({
  begin: assertRebuilt,
  process: quarantinePoison(processOrderPlaced({ charge: attempt.charge, report: reportPayment }), quarantine),
  mode: env.FAILURE_MODE,
  concurrency: env.RECORDS_AT_ONCE,
  // The slowest attempt: creation, confirmation, second look and cancellation, and three writes that are tried three times.
  timePerRecord: 40_000,
});
