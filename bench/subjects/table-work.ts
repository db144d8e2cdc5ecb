import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { dynamoDuePayments } from '../../functions/payment-retrier/dynamo-due-payments.ts';
import { retryDuePayments } from '../../functions/payment-retrier/retry-due-payments.ts';
import { dynamoClient } from '../../functions/platform/dynamo.ts';
import { dynamoDueIndex, dynamoOpenOrders } from '../../functions/reconciler/dynamo-open-orders.ts';
import { dynamoRequeues } from '../../functions/reconciler/dynamo-requeues.ts';
import { dryRequeues, reconcileOrders } from '../../functions/reconciler/reconcile-orders.ts';
import { type BackfillDeps, backfill } from '../../operations/backfill.ts';
import { batchedRequeues } from '../../operations/dynamo-batched-requeues.ts';
import { dynamoOrderHistory, dynamoPaymentHistory } from '../../operations/dynamo-history.ts';
import { dynamoKnownPayments } from '../../operations/dynamo-known-payments.ts';
import { requeueOrderAgain, requeuePaymentAgain } from '../../operations/requeue-again.ts';
import type { Subject } from '../harness/figure.ts';
import { parallelScan, scanAndUpdate } from '../peers/parallel-scan.ts';

interface WorkTables {
  readonly dynamo: DynamoDB;
  readonly orders: string;
  readonly payments: string;
}

const now = () => new Date();
const nothing = () => undefined;
const hour = () => new Date(Date.now() + 3_600_000);

/** What goes through a table; each says how many rows that were. */
export const TABLE_WORKS = {
  'backfill orders, dry': (tables) => backfillOrders(tables, dryRequeues),
  'backfill payments, dry': ({ dynamo, payments: table }) => {
    const requeue = requeuePaymentAgain({ requeues: dryRequeues, now });
    return wholeBackfill({ history: dynamoPaymentHistory({ dynamo, table }), requeue });
  },
  'backfill orders': (tables) => {
    const failed = (error: unknown) => {
      throw error;
    };
    return backfillOrders(tables, batchedRequeues({ ...tables, alone: dynamoRequeues(tables), failed }));
  },
  /** Of open orders that are under way. */
  reconciler: async (tables) => {
    const { dynamo, payments: table } = tables;
    const run = reconcileOrders({
      openOrders: dynamoOpenOrders(tables),
      dueIndex: dynamoDueIndex({ dynamo, table }),
      requeues: dynamoRequeues(tables),
      report: { requeued: nothing, paymentRowMissing: nothing, unreadable: nothing, failed: nothing },
      reconcileAfter: 3_600,
      now,
    });
    const { complete, openOrders, ordersRequeued } = await run({ dryRun: false, deadline: hour() });
    if (!complete || ordersRequeued > 0) throw new Error('Not every order was seen to be under way.');
    return openOrders;
  },
  /** Without the attempts: they wait for the gateway, and write. */
  'payment-retrier': async ({ dynamo, payments: table }) => {
    const attempt = async () => ({ kind: 'captured' }) as const;
    const { retried, complete } = await retryDuePayments({
      ...{ due: dynamoDuePayments({ dynamo, table }), retry: attempt, refund: attempt },
      ...{ report: nothing, failed: nothing, now, concurrency: 32 },
    })({ deadline: hour() });
    if (!complete) throw new Error('Not every payment was tried.');
    return retried;
  },
  'Scan orders': ({ dynamo, orders }) => parallelScan(dynamo, orders),
  'Scan payments': ({ dynamo, payments }) => parallelScan(dynamo, payments),
  /** As many rows as orders. */
  'Scan both': async ({ dynamo, orders, payments }) => {
    const [count = 0] = await Promise.all([orders, payments].map((table) => parallelScan(dynamo, table)));
    return count;
  },
  'Scan and UpdateItem each': ({ dynamo, orders }) => scanAndUpdate(dynamo, orders),
} satisfies Readonly<Record<string, (tables: WorkTables) => Promise<number>>>;
export type TableWork = keyof typeof TABLE_WORKS;

const isWork = (name: string): name is TableWork => Object.hasOwn(TABLE_WORKS, name);

function backfillOrders({ dynamo, orders, payments }: WorkTables, requeues: typeof dryRequeues) {
  return wholeBackfill({
    history: dynamoOrderHistory({ dynamo, table: orders }),
    requeue: requeueOrderAgain({
      requeues,
      hasPaymentRow: dynamoKnownPayments({ dynamo, table: payments }),
      find: dynamoOrderStore({ dynamo, table: orders }).find,
      // So that each is requeued each time.
      reconcileAfter: 0,
      now,
    }),
  });
}

async function wholeBackfill<Row extends { readonly orderId: string }>(
  deps: Pick<BackfillDeps<Row>, 'history' | 'requeue'>,
): Promise<number> {
  let rows = 0;
  const run = backfill({ ...deps, report: nothing, now, wait: async () => {} });
  for await (const { scanned, unreadable, ...left } of run({ perSecond: 1_000_000 })) {
    if (unreadable + left['left-to-operator'] > 0) throw new Error('There are rows that are left to an operator.');
    rows = scanned;
  }
  return rows;
}

/** The tables of that name, made beforehand. */
export const tablesNamed = (dynamo: DynamoDB, name: string): WorkTables => ({
  dynamo,
  orders: `orders-${name}`,
  payments: `payments-${name}`,
});

/** What WORK names, over the tables of WORLD, `passes` times. With `live`, memory is looked at meanwhile, which takes time. */
export function tableWorkSubject(): Subject {
  const { WORK = '', WORLD = '' } = process.env;
  if (!isWork(WORK)) throw new Error(`There is no work "${WORK}".`);
  const work = TABLE_WORKS[WORK];
  const dynamo = dynamoClient();
  let peak = 0;
  return {
    async run({ passes = 1, live = 0 }) {
      const looking = live > 0 && setInterval(() => (peak = Math.max(peak, liveMegabytes())), 10);
      let rows = 0;
      for (let pass = 0; pass < passes; pass++) rows += await work(tablesNamed(dynamo, WORLD));
      if (looking) clearInterval(looking);
      return rows;
    },
    measured: () => ({ memory: peak }),
  };
}

/** What is in use, without what only waits to be collected. */
function liveMegabytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}
