import { ORDER_PLACED } from '../contracts/order-placed.ts';
import { logger, metrics } from '../platform/telemetry.ts';
import { traceIdOf } from '../platform/trace-parent.ts';
import type { ReconcileReport, ReconcileSummary } from './reconcile-orders.ts';

/** One log line for each requeue, and for each row that a person must look at. */
export const reconcileReport: ReconcileReport = {
  requeued(what, { orderId, requeues, traceparent }, { dryRun }) {
    const ids = { orderId, eventId: ORDER_PLACED.eventId(orderId), traceId: traceIdOf(traceparent) };
    logger.info(dryRun ? `would requeue the ${what}` : `requeued the ${what}`, { ...ids, requeues });
  },
  unreadable({ rowKey, reason }) {
    logger.error('can not be read', { rowKey, reason });
  },
  failed(what, error) {
    logger.error('not reconciled, will be retried', { what, error });
  },
};

/** One log line for a run, and its metrics, also where they are 0: an alarm watches some. */
export function reportRun(summary: ReconcileSummary) {
  logger.info('reconciled', { summary });
  // A dry run has requeued nothing.
  if (summary.dryRun) return;
  metrics.addMetric('OpenOrders', 'Count', summary.openOrders);
  metrics.addMetric('OldestOpenOrderAgeSeconds', 'Seconds', summary.oldestOpenOrderAgeSeconds);
  metrics.addMetric('OrdersRequeued', 'Count', summary.ordersRequeued);
  metrics.addMetric('PaymentsRequeued', 'Count', summary.paymentsRequeued);
  metrics.addMetric('PublishFailures', 'Count', summary.publishFailures);
  metrics.addMetric('PaymentsInReview', 'Count', summary.paymentsInReview);
  metrics.addMetric('UnreadableRows', 'Count', summary.unreadableRows);
  metrics.addMetric('RowsForOperator', 'Count', summary.publishFailures + summary.unreadableRows);
  metrics.addMetric('ReconcileFailures', 'Count', summary.failures);
  metrics.addMetric('ReconcileRunsCutShort', 'Count', Number(!summary.complete));
}
