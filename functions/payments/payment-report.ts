import type { MetricOf } from '../contracts/metrics.ts';
import { traceIdOf } from '../platform/spans.ts';
import { levelOf, logger, measure } from '../platform/telemetry.ts';
import type { PaymentOutcome } from './advance-payment.ts';
import type { IntentResponse, PaymentGateway, PaymentIdentity } from './payment-gateway.ts';

const METRICS: Readonly<Record<PaymentOutcome['kind'], MetricOf<'payment-processor'>>> = {
  captured: 'PaymentsCaptured',
  'refund-due': 'PaymentsCaptured',
  voided: 'PaymentsVoided',
  refunded: 'PaymentsRefunded',
  declined: 'PaymentsDeclined',
  'in-review': 'PaymentsInReview',
  duplicate: 'DuplicatesSuppressed',
  waiting: 'DuplicatesSuppressed',
  conflict: 'SettleConflicts',
  mismatch: 'PaymentMismatches',
  unbuildable: 'PaymentMismatches',
  'held-by-another': 'PaymentsHeld',
  parked: 'PaymentsParked',
  unreachable: 'GatewayUnreachable',
};

interface PaymentIds {
  readonly orderId: string;
  readonly eventId: string;
  readonly traceparent: string;
}

/** One log line for what an attempt did, and its metrics. */
export function reportPayment({ orderId, eventId, traceparent }: PaymentIds, outcome: PaymentOutcome) {
  measure(METRICS[outcome.kind]);
  const isMisconfigured = 'misconfigured' in outcome && outcome.misconfigured;
  if (isMisconfigured) measure('GatewayMisconfigured');
  const isError = outcome.kind === 'conflict' || isMisconfigured;
  logger[isError ? 'error' : levelOf(outcome.kind === 'captured')]('payment', {
    orderId,
    eventId,
    traceId: traceIdOf(traceparent),
    outcome: withoutMethod(outcome),
  });
}

/** How a customer pays is on no other line of a log. */
function withoutMethod(outcome: PaymentOutcome): object {
  if (outcome.kind !== 'conflict') return outcome;
  const { paymentMethod, gatewayCustomer, ...existing } = outcome.existing;
  return { ...outcome, existing };
}

/** From which on a confirmation is looked for one by one. Payments that are slower than usual are seen in the metric. */
const SLOW_MS = 3_000;

export interface TimedConfirmation {
  readonly response: IntentResponse;
  readonly milliseconds: number;
}

/**
 * Before the outcome is settled: so a charge leaves a trace even where the process dies right after it. Where a stage does not log
 * each event, that of an ordinary charge is its intent at the gateway alone, which the claimed row names.
 */
export function reportConfirmation(
  { orderId, eventId, traceparent }: PaymentIdentity,
  { response, milliseconds }: TimedConfirmation,
) {
  measure('ChargeMilliseconds', milliseconds);
  const traceId = traceIdOf(traceparent);
  const isOrdinary = response.kind === 'succeeded' && milliseconds < SLOW_MS;
  logger[levelOf(isOrdinary)]('charge', { orderId, eventId, traceId, response: response.kind, milliseconds });
}

interface TimedGatewayDeps {
  readonly gateway: PaymentGateway;
  readonly now: () => Date;
  readonly report: (payment: PaymentIdentity, confirmation: TimedConfirmation) => void;
}

/** The gateway, with a report of each confirmation: how long it took, whatever the response. */
export const timedGateway = ({ gateway, now, report }: TimedGatewayDeps): PaymentGateway => ({
  ...gateway,
  async confirm(intentId, payment) {
    const begunAt = now().getTime();
    const response = await gateway.confirm(intentId, payment);
    report(payment, { response, milliseconds: now().getTime() - begunAt });
    return response;
  },
});

/** Payments go on; but a rotated key may be waiting, and an unreadable secret stops the next cold start's charges. */
export const reportMissedKey = (error: unknown) =>
  logger.warn("the gateway's key could not be read anew, the known one stays", { error });
