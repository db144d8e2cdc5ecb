import middy from '@middy/core';
import * as z from 'zod/mini';
import { dynamoClient } from '../platform/dynamo.ts';
import { readEnv } from '../platform/env.ts';
import { flushMetrics } from '../platform/telemetry.ts';
import { dynamoDueIndex, dynamoOpenOrders } from './dynamo-open-orders.ts';
import { dynamoRequeues } from './dynamo-requeues.ts';
import { ReconcilerEnv } from './env.ts';
import { reconcileOrders } from './reconcile-orders.ts';
import { reconcileReport, reportRun } from './reconcile-report.ts';

/** The schedule's event says nothing; an operator may ask what a run would do. */
const Request = z.object({ dryRun: z._default(z.boolean(), false) });

/** Time for the last page and for what is reported. */
const RESERVE_MS = 20_000;

const env = readEnv(ReconcilerEnv);
const now = () => new Date();
const tables = { dynamo: dynamoClient(), orders: env.ORDERS_TABLE, payments: env.PAYMENT_DEDUP_TABLE };
const reconcile = reconcileOrders({
  openOrders: dynamoOpenOrders(tables),
  dueIndex: dynamoDueIndex({ dynamo: tables.dynamo, table: tables.payments }),
  requeues: dynamoRequeues(tables),
  report: reconcileReport,
  reconcileAfter: env.RECONCILE_AFTER_SECONDS,
  now,
});

export const handler = middy()
  .use(flushMetrics())
  .handler(async (event: unknown, { getRemainingTimeInMillis }) => {
    const { dryRun } = z.parse(Request, event ?? {});
    const deadline = new Date(now().getTime() + getRemainingTimeInMillis() - RESERVE_MS);
    const summary = await reconcile({ dryRun, deadline });
    reportRun(summary);
    return summary;
  });
