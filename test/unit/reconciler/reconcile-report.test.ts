import { describe, expect, it } from 'vitest';
import { publishMetrics } from '../../../functions/platform/telemetry.ts';
import type { ReconcileSummary } from '../../../functions/reconciler/reconcile-orders.ts';
import { reconcileReport, reportRun } from '../../../functions/reconciler/reconcile-report.ts';
import { anOrderRow, orderIdOf, TRACEPARENT } from '../../doubles/order-builders.ts';
import { logsOf } from '../../harness/captured-logs.ts';
import { nothing } from './quiet-run.ts';

const reported = (summary: ReconcileSummary) =>
  logsOf(async () => {
    reportRun(summary);
    publishMetrics();
  });

describe('report a run', () => {
  it('sets every gauge and count, also to 0, beside one log line', async () => {
    const [line, metrics, ...others] = await reported(nothing);

    expect(line).toMatchObject({ message: 'reconciled', summary: nothing });
    expect(metrics).toMatchObject({
      OpenOrders: 0,
      OldestOpenOrderAgeSeconds: 0,
      OldestMovingOrderAgeSeconds: 0,
      OldestDuePaymentAgeSeconds: 0,
      OrdersRequeued: 0,
      PaymentsRequeued: 0,
      PublishFailures: 0,
      PaymentsInReview: 0,
      UnreadableRows: 0,
      RowsForOperator: 0,
      ReconcileFailures: 0,
      ReconcileRunsCutShort: 0,
    });
    expect(others).toEqual([]);
  });

  it('sets them to what was seen and done', async () => {
    const counts = { openOrders: 9, oldestOpenOrderAgeSeconds: 8, ordersRequeued: 7, paymentsRequeued: 6 };
    const waiting = {
      oldestMovingOrderAgeSeconds: 1,
      oldestDuePaymentAgeSeconds: 12,
      publishFailures: 5,
      paymentRowsMissing: 10,
      paymentsInReview: 4,
      unreadableRows: 3,
      failures: 2,
      complete: false,
    };

    const [, metrics] = await reported({ ...nothing, ...counts, ...waiting });

    expect(metrics).toMatchObject({
      OpenOrders: 9,
      OldestOpenOrderAgeSeconds: 8,
      OldestMovingOrderAgeSeconds: 1,
      OldestDuePaymentAgeSeconds: 12,
      OrdersRequeued: 7,
      PaymentsRequeued: 6,
      PublishFailures: 5,
      PaymentsInReview: 4,
      UnreadableRows: 3,
      RowsForOperator: 18,
      ReconcileFailures: 2,
      ReconcileRunsCutShort: 1,
    });
  });

  it('sets no age of due payments where their index could not be read', async () => {
    const [, metrics] = await reported({ ...nothing, oldestDuePaymentAgeSeconds: undefined });

    expect(metrics).not.toHaveProperty('OldestDuePaymentAgeSeconds');
  });

  it('counts nothing of a dry run, which did nothing', async () => {
    const lines = await reported({ ...nothing, dryRun: true, ordersRequeued: 7 });

    expect(lines).toMatchObject([{ message: 'reconciled', summary: { dryRun: true } }]);
  });
});

describe('report a requeue', () => {
  it.each([
    [false, 'requeued the order'],
    [true, 'would requeue the order'],
  ])('names the order, its event and its trace, dry run %s', async (dryRun, message) => {
    const lines = await logsOf(async () => reconcileReport.requeued('order', anOrderRow(), { dryRun }));

    const [orderId, traceId] = [orderIdOf(1), TRACEPARENT.split('-')[1]];
    expect(lines).toMatchObject([{ message, orderId, eventId: `${orderId}.order-placed.1`, traceId }]);
  });
});

describe('report what a person must look at', () => {
  const [orderId, traceId] = [orderIdOf(1), TRACEPARENT.split('-')[1]];
  const error = new Error('throttled');

  it.each<[string, () => void, object]>([
    [
      'an order whose payment row is gone',
      () => reconcileReport.paymentRowMissing(anOrderRow(), 'the row is missing'),
      { orderId, eventId: `${orderId}.order-placed.1`, traceId, reason: 'the row is missing' },
    ],
    [
      'a row that is none, by its key',
      () => reconcileReport.unreadable({ kind: 'unreadable', rowKey: 'a-key', reason: 'no status' }),
      { rowKey: 'a-key', reason: 'no status' },
    ],
    [
      'what failed, with its error',
      () => reconcileReport.failed('order 1', error),
      { what: 'order 1', error: { message: 'throttled' } },
    ],
  ])('names %s', async (_what, report, line) => {
    expect(await logsOf(async () => report())).toMatchObject([{ level: 'ERROR', ...line }]);
  });
});
