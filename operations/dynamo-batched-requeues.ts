import type { BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import pLimit from 'p-limit';
import { batchedStatements, hasTakenEffect } from '../functions/platform/batched-statements.ts';
import type { Dynamo } from '../functions/platform/dynamo.ts';
import type { OrderSnapshot, PaymentSnapshot } from '../functions/reconciler/classify-order.ts';
import { AS_SEEN, wholeOutbox } from '../functions/reconciler/dynamo-requeues.ts';
import type { Requeues } from '../functions/reconciler/reconcile-orders.ts';

interface BatchedRequeuesDeps {
  readonly dynamo: Dynamo;
  readonly orders: string;
  readonly payments: string;
  /** Writes any row, by a request of its own. */
  readonly alone: Requeues;
  /** Of a request for many rows, which are then written alone. */
  readonly failed: (error: unknown) => void;
}

/**
 * Requeues by 25 conditional statements a request. A statement is for a row that is not marked as impossible to publish; whatever it
 * does not write, for any reason, is written alone, with the errors and repetitions of that.
 */
export function batchedRequeues({ dynamo, orders, payments, alone, failed }: BatchedRequeuesDeps): Requeues {
  const limit = pLimit(32);
  const execute = batchedStatements({ dynamo, failed });
  const isWritten = async (statement: BatchStatementRequest, { publishFailure }: Markable) =>
    publishFailure === undefined && hasTakenEffect(await execute(statement));
  return {
    order: async (seen, at) =>
      (await isWritten(refillOutbox(orders, seen, at), seen)) || limit(() => alone.order(seen, at)),
    payment: async (seen, at) =>
      (await isWritten(showAgain(payments, seen, at), seen)) || limit(() => alone.payment(seen, at)),
  };
}

type Markable = Pick<OrderSnapshot, 'publishFailure'>;

const refillOutbox = (table: string, seen: OrderSnapshot, at: Date): BatchStatementRequest => ({
  Statement:
    `UPDATE "${table}" SET "outbox" = ? SET "requeues" = ? SET "lastRequeuedAt" = ? ` +
    `WHERE "orderId" = ? AND "status" = ? AND "requeues" = ? AND ${AS_SEEN.map(
      (name) => `"${name}" IS ${seen[name] === undefined ? '' : 'NOT '}MISSING`,
    ).join(' AND ')}`,
  Parameters: Object.values(
    marshall({
      outbox: wholeOutbox(seen, seen.requeues + 1),
      count: seen.requeues + 1,
      at: at.toISOString(),
      orderId: seen.orderId,
      status: seen.status,
      seen: seen.requeues,
    }),
  ),
});

const showAgain = (table: string, { eventId, state, requeues }: PaymentSnapshot, at: Date): BatchStatementRequest => ({
  Statement:
    `UPDATE "${table}" SET "requeues" = ? SET "lastRequeuedAt" = ? ` +
    'WHERE "eventId" = ? AND "state" = ? AND "requeues" = ? AND "publishFailure" IS MISSING',
  Parameters: Object.values(marshall({ count: requeues + 1, at: at.toISOString(), eventId, state, seen: requeues })),
});
