import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { System } from '../../../cli/ops/system.ts';

const nowhere = {
  endpoint: 'http://127.0.0.1:1',
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
};

/** A system of which nothing answers. */
export const aLocalSystem = (): System => ({
  stage: 'local',
  outputs: {
    OrdersUrl: 'http://127.0.0.1:1',
    OrdersTable: 'Orders',
    PaymentDedupTable: 'PaymentDedup',
    OrderPlacedTopic: 'orders.order-placed.v1',
    OrderCancelledTopic: 'orders.order-cancelled.v1',
    PaymentDecidedTopic: 'payments.payment-decided.v1',
    GatewayUrl: 'http://127.0.0.1:1',
    PaymentProcessorFunction: 'chargeonce-dev-payment-processor',
    PaymentCancellerFunction: 'chargeonce-dev-payment-canceller',
    StatusUpdaterFunction: 'chargeonce-dev-status-updater',
    KafkaOperatorFunction: 'chargeonce-dev-kafka-operator',
    PaymentRetrierFunction: 'chargeonce-dev-payment-retrier',
    ReconcilerFunction: 'chargeonce-dev-reconciler',
  },
  dynamo: new DynamoDB(nowhere),
  lambda: new LambdaClient(nowhere),
  gateway: { api: 'stripe', url: 'http://127.0.0.1:1', key: 'sk_test_local' },
  reconcileAfter: 600,
});
