import type { EventName } from '../contracts/events.ts';
import type { AuditedIntent, AuditedOrder, AuditedPayment, AuditedPlace, AuditedRefund } from './order-evidence.ts';

/** A row that nobody but a person can make sense of. */
interface Unreadable {
  readonly rowKey: string;
  readonly reason: string;
}

export type ReadRow<Row> = Row | Unreadable;

export const isUnreadable = (row: object): row is Unreadable => 'rowKey' in row;

/** From the first moment on, up to the second, which is left out. Milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** The rows that an audit compares. */
export interface WantedRows {
  /** When the orders were placed. */
  readonly span: Span;
  /** Payments that were first tried since then. */
  readonly since: number;
}

/** Receives each row. `nextPage` is called before each request, and may throw: then the reading ends. */
export interface RowVisitor {
  readonly order: (row: ReadRow<AuditedOrder>) => void;
  readonly payment: (row: ReadRow<AuditedPayment>) => void;
  readonly nextPage: () => void;
}

/** The two tables. Nothing is changed. */
export interface AuditedRows {
  /** Orders first, each kind in no order; payments of other orders may be among them. */
  read(wanted: WantedRows, visit: RowVisitor): Promise<void>;
  /** As it is now. */
  order(orderId: string): Promise<ReadRow<AuditedOrder> | undefined>;
  payment(orderId: string): Promise<ReadRow<AuditedPayment> | undefined>;
}

/** The events that an order's books are made of; others may be there. */
export type AuditedEvent = Extract<EventName, 'orderPlaced' | 'orderCancelled' | 'paymentDecided'>;

/** An event as it lies in its topic; its data as the contract reads it. */
export interface TopicEvent extends AuditedPlace {
  readonly event: AuditedEvent;
  readonly id: string;
  /** When the broker got it. */
  readonly timestamp: number;
  readonly data: AuditedData;
}

/** What the audit compares of an event, whichever it is. */
export interface AuditedData {
  readonly orderId: string;
  readonly tenant: string;
  readonly currency: string;
  /** Minor units. */
  readonly amount: number;
  readonly placedAt?: number | undefined;
  readonly state?: AuditedState | undefined;
}

type AuditedState = NonNullable<AuditedOrder['decision']>['state'];

/** What was read of a topic. */
export interface TopicCoverage {
  readonly topic: string;
  /** From when on all of its records were read: later than asked for where the topic does not keep the older ones any more. */
  readonly since: number;
  /** By partition, the offset from which on all was read. */
  readonly partitions: ReadonlyMap<number, number>;
}

export interface AuditedTopics {
  /** Visits the events that the topic holds since then, up to its end of now. What is no event of ours is passed over. */
  read(event: AuditedEvent, since: number, visit: (event: TopicEvent) => void): Promise<TopicCoverage>;
  /** The id of the event at a place; undefined where there is none. */
  idAt(place: AuditedPlace): Promise<string | undefined>;
}

/** What the gateway holds. Nothing is changed. */
export interface GatewayLedger {
  /** Every intent that was created in the span, of whomever. */
  intents(created: Span, visit: (intent: AuditedIntent) => void): Promise<void>;
  refunds(created: Span, visit: (refund: AuditedRefund) => void): Promise<void>;
  /** Undefined where the gateway knows no such intent. */
  intent(id: string): Promise<AuditedIntent | undefined>;
  refundsOf(intentId: string): Promise<readonly AuditedRefund[]>;
}

export interface AuditSources {
  readonly rows: AuditedRows;
  readonly topics: AuditedTopics;
  readonly gateway: GatewayLedger;
}
