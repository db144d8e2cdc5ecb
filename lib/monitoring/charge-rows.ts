import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { PARKED_TOO_LONG } from '../flow/reconciler.ts';
import { EACH_RUN, type FlowParts, graph, linesOf } from './graph.ts';

export const chargeRow = ({ stage }: FlowParts) => {
  const counted = linesOf({ stage, service: 'payment-processor' });
  const retried = linesOf({ stage, service: 'payment-retrier' });
  const found = linesOf({ stage, service: 'reconciler', period: EACH_RUN });
  const cancelled = linesOf({ stage, service: 'payment-canceller' });
  const updated = linesOf({ stage, service: 'status-updater' });
  return [
    graph({
      title: 'Charge latency, as the gateway answers',
      left: ['p50', 'p99'].map((statistic) => counted('ChargeMilliseconds', statistic, statistic)),
      leftLabel: 'ms',
    }),
    ...decisions(stage),
    graph({
      title: 'In review, and contradictions',
      left: [found('PaymentsInReview', 'in review now', Stats.MAXIMUM)],
      leftLabel: 'payments',
      right: [
        counted('SettleConflicts', 'conflicts'),
        retried('SettleConflicts', 'conflicts at the retrier'),
        counted('PaymentMismatches', 'mismatches'),
        cancelled('PaymentMismatches', 'mismatches of cancellations'),
      ],
      rightLabel: 'a minute',
      marks: { 'payments-in-review': 1 },
    }),
    graph({
      title: 'Duplicates suppressed',
      left: [
        counted('DuplicatesSuppressed', 'charges not repeated'),
        cancelled('DuplicatesSuppressed', 'cancellations not repeated'),
        updated('DuplicatesSuppressed', 'statuses not repeated'),
      ],
      leftLabel: 'records a minute',
    }),
  ];
};

function decisions(stage: FlowParts['stage']) {
  const counted = linesOf({ stage, service: 'payment-processor' });
  const cancelled = linesOf({ stage, service: 'payment-canceller' });
  const retried = linesOf({ stage, service: 'payment-retrier' });
  return [
    graph({
      title: 'Payments decided',
      left: [
        counted('PaymentsCaptured', 'captured'),
        counted('PaymentsDeclined', 'declined'),
        counted('PaymentsVoided', 'void'),
      ],
      leftLabel: 'payments a minute',
      right: [
        retried('PaymentsCaptured', 'captured by the retrier'),
        retried('PaymentsDeclined', 'declined by the retrier'),
        retried('PaymentsVoided', 'void by the retrier'),
      ],
      rightLabel: 'payments a minute',
    }),
    graph({
      title: 'Cancelled orders',
      left: [
        cancelled('PaymentsVoided', 'never charged'),
        cancelled('CancellationsNoted', 'noted on a payment under way'),
        cancelled('RefundsDue', 'refunds due'),
        retried('PaymentsRefunded', 'refunded'),
      ],
      leftLabel: 'payments a minute',
    }),
  ];
}

/** What is not known yet, and how the flow finds out. */
export const parkedRow = ({ stage }: FlowParts) => {
  const counted = linesOf({ stage, service: 'payment-processor' });
  const retried = linesOf({ stage, service: 'payment-retrier' });
  const found = linesOf({ stage, service: 'reconciler', period: EACH_RUN });
  return [
    graph({
      title: 'Parked: to be tried again',
      left: [
        counted('PaymentsParked', 'parked'),
        counted('PaymentsHeld', 'held by another attempt'),
        retried('PaymentsParked', 'parked again by the retrier'),
      ],
      leftLabel: 'payments a minute',
    }),
    graph({
      title: 'Overdue',
      left: [found('OldestDuePaymentAgeSeconds', 'oldest payment that is due', Stats.MAXIMUM)],
      leftLabel: 'seconds',
      right: [retried('RetriesFailed', 'retries failed'), retried('RetryRunsCutShort', 'runs cut short')],
      rightLabel: 'a minute',
      marks: { 'payments-parked': PARKED_TOO_LONG },
    }),
    graph({
      title: 'What the gateway refuses',
      left: [
        counted('GatewayUnreachable', 'not reached'),
        retried('GatewayUnreachable', 'not reached by the retrier'),
        counted('GatewayMisconfigured', 'our account refused'),
        retried('GatewayMisconfigured', 'our account refused at the retrier'),
      ],
      leftLabel: 'attempts a minute',
    }),
    ...(stage.gatewayEvents ? [webhooks(stage)] : []),
  ];
};

function webhooks(stage: FlowParts['stage']) {
  const received = linesOf({ stage, service: 'gateway-webhook' });
  return graph({
    title: 'Webhooks of the gateway',
    left: [received('WebhooksReceived', 'received')],
    leftLabel: 'requests a minute',
    right: [received('WebhooksRefused', 'wrong or old signature')],
    rightLabel: 'requests a minute',
  });
}
