/** An order that another system placed, and how it is to be written. */
export interface WrittenOrder {
  readonly form: string;
  readonly eventId: string;
  readonly orderId: string;
  /** JSON in one line. */
  readonly data: string;
}

interface WriterTarget {
  readonly brokers: string;
  readonly topic: string;
  /** Ends what the writer needs meanwhile. */
  readonly started: AsyncDisposableStack;
}

/** Answers what writes orders, a record each. */
export type OpenWriter = (target: WriterTarget) => Promise<(orders: readonly WrittenOrder[]) => Promise<unknown>>;
