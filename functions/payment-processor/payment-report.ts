import { logger, metrics } from '../platform/telemetry.ts';
import { traceIdOf } from '../platform/trace-parent.ts';
import type { PaymentOrder } from './payment-order.ts';
import type { PaymentOutcome } from './take-payment.ts';

const METRICS: Readonly<Record<PaymentOutcome['kind'], string>> = {
  captured: 'PaymentsCaptured',
  declined: 'PaymentsDeclined',
  'in-review': 'PaymentsInReview',
  duplicate: 'DuplicatesSuppressed',
  conflict: 'SettleConflicts',
  mismatch: 'PaymentMismatches',
  'held-by-another': 'PaymentsHeld',
  unknown: 'UnknownOutcomes',
};

export function reportPayment({ orderId, eventId, traceparent }: PaymentOrder, outcome: PaymentOutcome) {
  metrics.addMetric(METRICS[outcome.kind], 'Count', 1);
  const log = outcome.kind === 'conflict' ? 'error' : 'info';
  logger[log]('payment', { orderId, eventId, traceId: traceIdOf(traceparent), outcome });
}
