/** The consumer group of each consumer; also the middle part of its quarantine topics' names. */
export const CONSUMERS = { paymentProcessor: 'payment-processor', statusUpdater: 'status-updater' } as const;
