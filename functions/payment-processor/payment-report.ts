import type { MetricOf } from '../contracts/metrics.ts';
import { logger, measure } from '../platform/telemetry.ts';
import { traceIdOf } from '../platform/trace-parent.ts';
import type { ChargeRequest } from './payment-gateway.ts';
import type { PaymentOrder } from './payment-order.ts';
import type { PaymentOutcome } from './take-payment.ts';
import type { TimedCharge } from './timed-gateway.ts';

const METRICS: Readonly<Record<PaymentOutcome['kind'], MetricOf<'payment-processor'>>> = {
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
  measure(METRICS[outcome.kind]);
  const log = outcome.kind === 'conflict' ? 'error' : 'info';
  logger[log]('payment', { orderId, eventId, traceId: traceIdOf(traceparent), outcome });
}

/** Before the outcome is settled: so a charge leaves a trace even where the process dies right after it. */
export function reportCharge({ orderId, eventId, traceparent }: ChargeRequest, { answer, milliseconds }: TimedCharge) {
  measure('ChargeMilliseconds', milliseconds);
  logger.info('charge', { orderId, eventId, traceId: traceIdOf(traceparent), answer: answer.kind, milliseconds });
}

/** Payments go on; but a rotated key may be waiting, and an unreadable secret stops the next cold start's charges. */
export const reportMissedKey = (error: unknown) =>
  logger.warn("the gateway's key could not be read anew, the known one stays", { error });
