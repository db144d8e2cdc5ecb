import { ORDER_PLACED } from '../contracts/order-placed.ts';
import { traceIdOf } from '../platform/spans.ts';
import { logger, measure } from '../platform/telemetry.ts';
import type { OrderSnapshot } from './classify-order.ts';
import type { ReconcileReport, ReconcileSummary } from './reconcile-orders.ts';

/** One log line for each requeue, and for each row that a person must look at. */
export const reconcileReport: ReconcileReport = {
  requeued(what, order, { dryRun }) {
    logger.info(dryRun ? `would requeue the ${what}` : `requeued the ${what}`, {
      ...idsOf(order),
      requeues: order.requeues,
    });
  },
  paymentRowMissing(order, reason) {
    logger.error('not requeued, an operator must act', { ...idsOf(order), reason });
  },
  unreadable({ rowKey, reason }) {
    logger.error('can not be read', { rowKey, reason });
  },
  failed(what, error) {
    logger.error('not reconciled, will be retried', { what, error });
  },
};

const idsOf = ({ orderId, traceparent }: OrderSnapshot) => ({
  orderId,
  eventId: ORDER_PLACED.eventId(orderId),
  traceId: traceIdOf(traceparent),
});

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
  measure('RowsForOperator', summary.publishFailures + summary.unreadableRows + summary.paymentRowsMissing);
  // Silence of this gauge is an alarm, a wrong 0 would be none.
  if (summary.oldestDuePaymentAgeSeconds !== undefined)
    measure('OldestDuePaymentAgeSeconds', summary.oldestDuePaymentAgeSeconds);
  measure('ReconcileFailures', summary.failures);
  measure('ReconcileRunsCutShort', Number(!summary.complete));
}
