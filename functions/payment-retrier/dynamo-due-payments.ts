import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { DUE_PAYMENTS } from '../contracts/payment-row.ts';
import { findPayment } from '../payments/dynamo-payment-ledger.ts';
import { dueKeys } from '../platform/due-index.ts';
import type { DuePayments } from './retry-due-payments.ts';

interface DynamoDuePaymentsDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
}

const IndexKey = z.object({ eventId: z.string(), dueAt: z.string() });

export function dynamoDuePayments(payments: DynamoDuePaymentsDeps): DuePayments {
  const due = dueKeys({ ...payments, index: DUE_PAYMENTS });
  return {
    async page(dueBy, after) {
      const { keys, next } = await due(dueBy, after);
      return { eventIds: keys.map((key) => z.parse(IndexKey, key).eventId), next };
    },
    find: (eventId) => findPayment(payments, eventId, { isConsistent: true }),
  };
}
