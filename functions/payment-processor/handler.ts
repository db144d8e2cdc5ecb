import { randomUUID } from 'node:crypto';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CONSUMERS } from '../contracts/consumers.ts';
import { dynamoClient } from '../platform/dynamo.ts';
import { readEnv } from '../platform/env.ts';
import { kafkaHandler } from '../platform/kafka-handler.ts';
import { lambdaQuarantine } from '../platform/lambda-quarantine.ts';
import { quarantinePoison } from '../platform/poison-record.ts';
import { dynamoPaymentLedger } from './dynamo-payment-ledger.ts';
import { PaymentProcessorEnv } from './env.ts';
import { fixedKey } from './gateway-key.ts';
import { reportCharge, reportMissedKey, reportPayment } from './payment-report.ts';
import { processOrderPlaced } from './process-order-placed.ts';
import { secretsClient, secretsManagerGatewayKey } from './secrets-manager-gateway-key.ts';
import { stripePaymentGateway } from './stripe-payment-gateway.ts';
import { takePayment } from './take-payment.ts';
import { timedGateway } from './timed-gateway.ts';

const env = readEnv(PaymentProcessorEnv);
const now = () => new Date();

const gateway = stripePaymentGateway({
  url: env.GATEWAY_URL,
  key:
    env.GATEWAY_KEY_IN === 'environment'
      ? fixedKey(env.GATEWAY_KEY)
      : secretsManagerGatewayKey({ secrets: secretsClient(), secretId: env.GATEWAY_KEY, now, missed: reportMissedKey }),
  timeoutMs: 5_000,
  clockErrorSeconds: env.CLOCK_ERROR_SECONDS,
  lookUpBudgetMs: 10_000,
});

const take = takePayment({
  ledger: dynamoPaymentLedger({ dynamo: dynamoClient(), table: env.PAYMENT_DEDUP_TABLE }),
  gateway: timedGateway({ gateway, now, report: reportCharge }),
  window: {
    functionTimeout: env.FUNCTION_TIMEOUT_SECONDS,
    safeWindow: env.SAFE_WINDOW_SECONDS,
    requestInFlight: env.REQUEST_IN_FLIGHT_SECONDS,
    lookUpLag: env.LOOKUP_LAG_SECONDS,
    clockError: env.CLOCK_ERROR_SECONDS,
    parkAfter: env.PARK_AFTER_SECONDS,
  },
  now,
  newToken: randomUUID,
});

const quarantine = lambdaQuarantine({
  lambda: new LambdaClient(),
  functionName: env.QUARANTINE_FUNCTION,
  consumer: CONSUMERS.paymentProcessor,
});

export const handler = kafkaHandler({
  process: quarantinePoison(processOrderPlaced({ take, report: reportPayment }), quarantine),
  mode: env.FAILURE_MODE,
  concurrency: env.RECORDS_AT_ONCE,
  // A look-up at its slowest: the list, one more page, and a cancellation.
  timePerRecord: 30_000,
});
