import * as z from 'zod/mini';
import { DUE_PAYMENTS } from '../contracts/payment-row.ts';
import { readAheadRows } from '../payments/dynamo-read-ahead.ts';
import { dueKeys } from '../platform/due-index.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import type { DuePayments } from './retry-due-payments.ts';

interface DynamoDuePaymentsDeps {
  readonly dynamo: Dynamo;
  readonly table: string;
}

const IndexKey = z.object({ eventId: z.string(), dueAt: z.string() });

/** The rows of a page are read together, as soon as its keys are known. */
export function dynamoDuePayments(payments: DynamoDuePaymentsDeps): DuePayments {
  const { find, readAhead } = readAheadRows(payments, { isConsistent: true });
  const due = dueKeys({ ...payments, index: DUE_PAYMENTS });
  return {
    async page(dueBy, after) {
      const { keys, next } = await due(dueBy, after);
      const eventIds = keys.map((key) => z.parse(IndexKey, key).eventId);
      await readAhead(eventIds);
      return { eventIds, next };
    },
    find,
  };
}
