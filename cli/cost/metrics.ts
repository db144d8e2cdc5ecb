const PUBLISHER = [
  'EventsPublished',
  'EventsRefused',
  'PublicationsFailed',
  'ReceiptsFailed',
  'StreamRecordAgeSeconds',
];

/** Every metric, by the function that writes it; its one dimension is the function's name. */
export const METRICS: Readonly<Record<string, readonly string[]>> = {
  'order-api': ['OrdersPlaced', 'OrdersReplayed'],
  'order-publisher': PUBLISHER,
  'payment-publisher': PUBLISHER,
  'payment-processor': [
    'PaymentsCaptured',
    'PaymentsDeclined',
    'PaymentsInReview',
    'DuplicatesSuppressed',
    'SettleConflicts',
    'PaymentMismatches',
    'PaymentsHeld',
    'UnknownOutcomes',
    'RecordsQuarantined',
  ],
  'status-updater': ['StatusesUpdated', 'DuplicatesSuppressed', 'RecordsQuarantined'],
  reconciler: [
    'OpenOrders',
    'OldestOpenOrderAgeSeconds',
    'OrdersRequeued',
    'PaymentsRequeued',
    'PublishFailures',
    'PaymentsInReview',
    'UnreadableRows',
    'RowsForOperator',
    'ReconcileFailures',
    'ReconcileRunsCutShort',
  ],
  'kafka-operator': ['RecordsQuarantined', 'RecordsRedriven'],
  'payment-gateway-simulator': [],
};

/** The names of the metrics that a function writes. */
export function metricsOf(service: string): readonly string[] {
  const names = METRICS[service];
  if (names === undefined)
    throw new Error(`needs the metrics of ${service}, which are not listed in cli/cost/metrics.ts`);
  return names;
}
