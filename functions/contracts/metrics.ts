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
  'PaymentsParked',
  'DuplicatesSuppressed',
  'SettleConflicts',
  'PaymentMismatches',
  'PaymentsHeld',
  'GatewayUnreachable',
  'GatewayMisconfigured',
] as const;

/** The functions that measure, in the direction of the data. */
export const MEASURED_SERVICES = [
  'order-api',
  'order-publisher',
  'payment-processor',
  'payment-retrier',
  'gateway-webhook',
  'payment-publisher',
  'status-updater',
  'reconciler',
  'quarantine',
  'kafka-operator',
] as const;
export type MeasuredService = (typeof MEASURED_SERVICES)[number];

/** Every metric, by the function that emits it. Its one dimension is `service`, the function's name. */
export const METRICS = {
  'order-api': ['OrdersPlaced', 'OrdersReplayed'],
  'order-publisher': PUBLISHER,
  'payment-processor': [...PAYMENTS, 'RecordsQuarantined'],
  'payment-retrier': [...PAYMENTS, 'RetriesFailed', 'RetryRunsCutShort'],
  'gateway-webhook': ['WebhooksReceived', 'WebhooksRefused'],
  'payment-publisher': PUBLISHER,
  'status-updater': ['StatusesUpdated', 'DuplicatesSuppressed', 'RecordsQuarantined'],
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
  quarantine: ['RecordsQuarantined'],
  'kafka-operator': ['QuarantineDepth', 'RecordsRedriven'],
} as const satisfies Record<MeasuredService, readonly string[]>;

export type MetricOf<Service extends MeasuredService> = (typeof METRICS)[Service][number];
export type MetricName = MetricOf<MeasuredService>;

/** The end of a name says what it measures; a name without such an end counts. */
export function unitOf(name: MetricName) {
  if (name.endsWith('Milliseconds')) return 'Milliseconds';
  return name.endsWith('Seconds') ? 'Seconds' : 'Count';
}
