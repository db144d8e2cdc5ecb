import { describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import { dynamoRequeues } from '../../functions/reconciler/dynamo-requeues.ts';
import { dryRequeues } from '../../functions/reconciler/reconcile-orders.ts';
import { backfill } from '../../operations/backfill.ts';
import { batchedRequeues } from '../../operations/dynamo-batched-requeues.ts';
import { dynamoOrderHistory } from '../../operations/dynamo-history.ts';
import { dynamoKnownPayments } from '../../operations/dynamo-known-payments.ts';
import { requeueOrderAgain } from '../../operations/requeue-again.ts';
import { anOrderRow, orderIdOf } from '../doubles/order-builders.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { later } from '../harness/a-reconciler.ts';
import { collected } from '../harness/collected.ts';
import { createOrdersTable, createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';
import { meterCalls } from './read-costs.ts';

const ORDERS = 200;

/** Paid orders with their payments, and a backfill of all of them as the command wires it, without its pauses. */
async function aPaidHistory({ dryRun = false } = {}) {
  const dynamo = testDynamoDb();
  const [orders, payments] = [await createOrdersTable(dynamo), await createPaymentsTable(dynamo)];
  const store = dynamoOrderStore({ dynamo, table: orders });
  const ledger = dynamoPaymentLedger({ dynamo, table: payments });
  const closed = { status: 'PAID', outbox: undefined, openShard: undefined, openSince: undefined } as const;
  const ids = Array.from({ length: ORDERS }, (_, number) => orderIdOf(number));
  await Promise.all(
    ids.flatMap((orderId) => [
      store.insert(anOrderRow({ orderId, ...closed })),
      ledger.insert(aPaymentRow({ orderId, eventId: ORDER_PLACED.eventId(orderId), state: 'CAPTURED' })),
    ]),
  );
  const tables = { dynamo, orders, payments };
  const alone = dynamoRequeues(tables);
  const run = backfill({
    history: dynamoOrderHistory({ dynamo, table: orders }),
    requeue: requeueOrderAgain({
      requeues: dryRun ? dryRequeues : batchedRequeues({ ...tables, alone, failed: () => undefined }),
      hasPaymentRow: dynamoKnownPayments({ dynamo, table: payments }),
      find: store.find,
      reconcileAfter: 600,
      now: () => later(86_400),
    }),
    report: () => undefined,
    now: () => later(86_400),
    wait: async () => undefined,
  });
  return {
    run,
    requeues: async () => new Set((await Promise.all(ids.map(store.find))).map((row) => row?.requeues)),
    costs: meterCalls(dynamo),
  };
}

describe('a backfill of every order', { timeout: 60_000 }, () => {
  it('reads each row, and half a unit for each to see that it has its payment', async () => {
    const { run, requeues, costs } = await aPaidHistory({ dryRun: true });

    const last = (await collected(run({ perSecond: 1_000_000 }))).at(-1);

    expect(last).toMatchObject({ scanned: ORDERS, requeued: ORDERS });
    // Rows of some 400 bytes: ten for each unit, and the last of each page in full.
    expect(costs.units).toBeLessThanOrEqual(ORDERS / 2 + ORDERS / 8 + 4);
    expect(await requeues()).toEqual(new Set([0]));
  });

  it('takes a tenth of a request for a row, and requeues each once', async () => {
    const { run, requeues, costs } = await aPaidHistory();

    const last = (await collected(run({ perSecond: 1_000_000 }))).at(-1);

    expect(last).toMatchObject({ scanned: ORDERS, requeued: ORDERS, cursor: undefined });
    expect(costs.calls).toBeLessThanOrEqual(ORDERS / 10);
    expect(await requeues()).toEqual(new Set([1]));
  });

  it('that was interrupted goes on from its last cursor, and requeues each once in all', async () => {
    const { run, requeues } = await aPaidHistory();
    let cursor: string | undefined;
    for await (const progress of run({ perSecond: 40 })) {
      ({ cursor } = progress);
      if (progress.scanned >= ORDERS / 2) break;
    }

    const last = (await collected(run({ perSecond: 40, after: cursor }))).at(-1);

    expect(last?.cursor).toBeUndefined();
    expect(await requeues()).toEqual(new Set([1]));
  });
});
