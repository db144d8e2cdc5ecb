import { LambdaClient } from '@aws-sdk/client-lambda';
import { CONSUMERS } from '../contracts/events.ts';
import { dynamoClient } from '../platform/dynamo.ts';
import { readEnv } from '../platform/env.ts';
import { kafkaHandler } from '../platform/kafka-handler.ts';
import { lambdaQuarantine } from '../platform/lambda-quarantine.ts';
import { quarantinePoison } from '../platform/poison-record.ts';
import { logger, measure } from '../platform/telemetry.ts';
import { traceIdOf } from '../platform/trace-parent.ts';
import { dynamoOrderStatusStore } from './dynamo-order-status-store.ts';
import { StatusUpdaterEnv } from './env.ts';
import { processPaymentDecided, updateStatus } from './update-status.ts';

const env = readEnv(StatusUpdaterEnv);

const process = processPaymentDecided({
  update: updateStatus({ orders: dynamoOrderStatusStore({ dynamo: dynamoClient(), table: env.ORDERS_TABLE }) }),
  report: ({ id, traceparent, data: { orderId } }, outcome) => {
    measure(outcome === 'updated' ? 'StatusesUpdated' : 'DuplicatesSuppressed');
    logger.info('status', { orderId, eventId: id, traceId: traceIdOf(traceparent), outcome });
  },
});

const quarantine = lambdaQuarantine({
  lambda: new LambdaClient(),
  functionName: env.QUARANTINE_FUNCTION,
  consumer: CONSUMERS.statusUpdater.name,
});

export const handler = kafkaHandler({
  process: quarantinePoison(process, quarantine),
  mode: env.FAILURE_MODE,
  concurrency: env.RECORDS_AT_ONCE,
  timePerRecord: 10_000,
});
