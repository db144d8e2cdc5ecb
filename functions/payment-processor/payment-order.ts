import type { OrderPlaced } from '../contracts/order-placed.ts';
import type { SourceRecord } from '../contracts/source-record.ts';

/** An order to charge, as its event tells it. */
export interface PaymentOrder extends OrderPlaced {
  readonly eventId: string;
  readonly traceparent: string;
  readonly source: SourceRecord;
}
