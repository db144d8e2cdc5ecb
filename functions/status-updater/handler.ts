import { consumerHandler, reportOutcome } from '../platform/consumer-handler.ts';
import { readEnv } from '../platform/env.ts';
import { leanDynamo } from '../platform/lean-dynamo.ts';
import { dynamoOrderStatusStore } from './dynamo-order-status-store.ts';
import { StatusUpdaterEnv } from './env.ts';
import { processPaymentDecided, updateStatus } from './update-status.ts';

const orders = dynamoOrderStatusStore({ dynamo: leanDynamo(), table: readEnv(StatusUpdaterEnv).ORDERS_TABLE });

export const handler = consumerHandler({
  process: processPaymentDecided({
    update: updateStatus({ orders }),
    report: reportOutcome(
      'status',
      {
        updated: 'StatusesUpdated',
        stale: 'DuplicatesSuppressed',
        mismatch: 'DuplicatesSuppressed',
        foreign: undefined,
      },
      'updated',
    ),
  }),
});
