/** What may take how long, in milliseconds; together less than the function's timeout. */
export const DEADLINES = {
  /** Reading the topic's partitions: once an environment, and after a send that failed. */
  partitions: 10_000,
  /** Connecting to the brokers with authentication, and then each send. */
  kafka: 10_000,
  /** All receipts of a send, and each mark on a poison row. */
  rows: 10_000,
} as const;

/** No send is begun with less time left: it could not end, with its receipts. */
export const TIME_PER_SEND = 2 * DEADLINES.kafka + DEADLINES.rows;
