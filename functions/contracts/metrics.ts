import type { ConsumerName } from './events.ts';

const PUBLISHER = [
  'StreamRecordAgeSeconds',
  'PublishLagMilliseconds',
  'EventsPublished',
  'EventsRefused',
  'PublicationsFailed',
  'ReceiptsFailed',
] as const;

const PAYMENTS = [
  'ChargeMilliseconds',
  'PaymentsCaptured',
  'PaymentsDeclined',
  'PaymentsInReview',
  'PaymentsVoided',
  'PaymentsRefunded',
  'PaymentsParked',
  'DuplicatesSuppressed',
  'SettleConflicts',
  'PaymentMismatches',
  'PaymentsHeld',
  'GatewayUnreachable',
  'GatewayMisconfigured',
] as const;

/** Those of a consumer that has no line in METRICS. */
export const CONSUMER_METRICS = ['DuplicatesSuppressed', 'RecordsQuarantined'] as const;
export type ConsumerMetric = (typeof CONSUMER_METRICS)[number];

/** Those of a retrier of effects. */
export const EFFECT_METRICS = ['OldestOpenEffectAgeSeconds'] as const;
export type EffectMetric = (typeof EFFECT_METRICS)[number];

/** The functions of the flow that measure, in the direction of the data; every consumer does. */
export const MEASURED_SERVICES = [
  'order-api',
  'order-publisher',
  'payment-processor',
  'payment-canceller',
  'payment-retrier',
  'gateway-webhook',
  'payment-publisher',
  'status-updater',
  'reconciler',
  'auditor',
  'quarantine',
  'kafka-operator',
] as const;
export type MeasuredService = (typeof MEASURED_SERVICES)[number] | ConsumerName;

/** Every metric, by the function that emits it. Its one dimension is `service`, the function's name. */
export const METRICS = {
  'order-api': ['OrdersPlaced', 'OrdersReplayed', 'CancellationsRequested'],
  'order-publisher': PUBLISHER,
  'payment-processor': [...PAYMENTS, 'RecordsQuarantined'],
  'payment-canceller': [
    'PaymentsVoided',
    'CancellationsNoted',
    'RefundsDue',
    'DuplicatesSuppressed',
    'PaymentMismatches',
    'RecordsQuarantined',
  ],
  'payment-retrier': [...PAYMENTS, 'RetriesFailed', 'RetryRunsCutShort'],
  'gateway-webhook': ['WebhooksReceived', 'WebhooksRefused'],
  'payment-publisher': PUBLISHER,
  'status-updater': ['StatusesUpdated', ...CONSUMER_METRICS],
  reconciler: [
    'OpenOrders',
    'OldestOpenOrderAgeSeconds',
    'OldestMovingOrderAgeSeconds',
    'OrdersRequeued',
    'PaymentsRequeued',
    'PublishFailures',
    'PaymentsInReview',
    'OldestDuePaymentAgeSeconds',
    'UnreadableRows',
    'RowsForOperator',
    'ReconcileFailures',
    'ReconcileRunsCutShort',
  ],
  auditor: ['OrdersAudited', 'AuditDiscrepancies', 'AuditLagSeconds', 'AuditRunsCutShort'],
  quarantine: ['RecordsQuarantined'],
  'kafka-operator': ['QuarantineDepth', 'RecordsRedriven'],
} as const satisfies Record<Exclude<MeasuredService, ConsumerName>, readonly string[]> &
  Partial<Record<ConsumerName, readonly string[]>>;

export type MetricOf<Service extends MeasuredService> = Service extends keyof typeof METRICS
  ? (typeof METRICS)[Service][number]
  : ConsumerMetric;
export type MetricName = MetricOf<MeasuredService> | EffectMetric;

/** The end of a name says what it measures; a name without such an end counts. */
export function unitOf(name: MetricName) {
  if (name.endsWith('Milliseconds')) return 'Milliseconds';
  return name.endsWith('Seconds') ? 'Seconds' : 'Count';
}
