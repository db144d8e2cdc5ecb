import { ORDER_PLACED } from '../contracts/order-placed.ts';
import { logger, measure } from '../platform/telemetry.ts';
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
  measure('OpenOrders', summary.openOrders);
  measure('OldestOpenOrderAgeSeconds', summary.oldestOpenOrderAgeSeconds);
  measure('OldestMovingOrderAgeSeconds', summary.oldestMovingOrderAgeSeconds);
  measure('OrdersRequeued', summary.ordersRequeued);
  measure('PaymentsRequeued', summary.paymentsRequeued);
  measure('PublishFailures', summary.publishFailures);
  measure('PaymentsInReview', summary.paymentsInReview);
  measure('UnreadableRows', summary.unreadableRows);
  measure('RowsForOperator', summary.publishFailures + summary.unreadableRows);
  measure('ReconcileFailures', summary.failures);
  measure('ReconcileRunsCutShort', Number(!summary.complete));
}
