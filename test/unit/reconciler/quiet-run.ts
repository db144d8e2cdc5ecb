import type { ReconcileSummary } from '../../../functions/reconciler/reconcile-orders.ts';

/** What a run of the reconciler reports that has found nothing. */
export const nothing: ReconcileSummary = {
  dryRun: false,
  complete: true,
  oldestDuePaymentAgeSeconds: 0,
  openOrders: 0,
  oldestOpenOrderAgeSeconds: 0,
  oldestMovingOrderAgeSeconds: 0,
  ordersRequeued: 0,
  paymentsRequeued: 0,
  publishFailures: 0,
  paymentRowsMissing: 0,
  paymentsInReview: 0,
  unreadableRows: 0,
  failures: 0,
};
