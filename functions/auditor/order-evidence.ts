import type { OrderStatus } from '../contracts/order-row.ts';
import type { PaymentState } from '../contracts/payment-decided.ts';
import type { PaymentRow } from '../contracts/payment-row.ts';

// What the audit keeps of each source: a few hundred bytes of an order, so that the orders of a period fit into memory. Times
// are milliseconds since the epoch; amounts are integer minor units of ISO 4217, and currencies upper-case codes.

/** Where a record lies in its topic. */
export interface AuditedPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** Of a row of the Orders table. */
export interface AuditedOrder {
  readonly orderId: string;
  readonly tenant: string;
  readonly currency: string;
  readonly amount: number;
  readonly placedAt: number;
  readonly status: OrderStatus;
  readonly version: number;
  /** Whether an event of it still waits to be published. */
  readonly hasOutbox: boolean;
  /** Of the first event. */
  readonly receipt: (AuditedPlace & { readonly acknowledgedAt: number }) | undefined;
  readonly cancelledAt: number | undefined;
  /** Its event can never be published as it is: an operator knows, by another alarm. */
  readonly isUnpublishable: boolean;
  readonly decision: OrderDecision | undefined;
}

interface OrderDecision {
  readonly state: PaymentState;
  readonly reference: string | null;
  readonly decidedAt: number;
}

/** Of a row of the PaymentDedup table. */
export interface AuditedPayment {
  readonly eventId: string;
  readonly orderId: string;
  readonly tenant: string;
  readonly currency: string;
  readonly amount: number;
  readonly state: PaymentRow['state'];
  readonly firstAttemptAt: number;
  readonly leaseUntil: number;
  readonly intentId: string | undefined;
  readonly reference: string | undefined;
  readonly dueAt: number | undefined;
  readonly decidedAt: number | undefined;
  readonly cancelRequested: boolean;
  readonly isUnpublishable: boolean;
}

/** A payment intent at the gateway. */
export interface AuditedIntent {
  readonly id: string;
  readonly status: string;
  readonly createdAt: number;
  /** What was captured, else what was asked for; undefined where it is no whole number of minor units. */
  readonly amount: number | undefined;
  readonly currency: string;
  /** By its metadata; none where a person made it, or another shop of the account. */
  readonly orderId: string | undefined;
  readonly eventId: string | undefined;
  readonly tenant: string | undefined;
}

/** A refund at the gateway that is done or under way; one that has failed gives nothing back. */
export interface AuditedRefund {
  readonly id: string;
  readonly intentId: string;
  readonly createdAt: number;
  readonly amount: number | undefined;
  readonly currency: string;
}

/** What the topics say of an order. */
export interface TopicEvidence {
  /** When the broker got its first event, the last time; undefined where none was read. */
  readonly publishedAt: number | undefined;
  readonly isCancelled: boolean;
  /** The states that its payment's events report. */
  readonly decided: readonly PaymentState[];
  /** The record where the receipt says; `unknown` where the topic was not read there, or does not keep it any more. */
  readonly receipt: 'its own' | 'another' | 'none' | 'unknown';
  /** Values of events that differ from what the order's row says. */
  readonly differing: readonly { readonly event: string; readonly difference: string }[];
}

/** Everything that is known of one order. */
export interface OrderEvidence {
  readonly orderId: string;
  readonly order: AuditedOrder | undefined;
  readonly payment: AuditedPayment | undefined;
  readonly topic: TopicEvidence;
  readonly intents: readonly AuditedIntent[];
  readonly refunds: readonly AuditedRefund[];
}

/** When what must have happened. */
export interface AuditClock {
  /** When the first of the sources was read. */
  readonly now: number;
  /** Milliseconds that an order's events, or its payment's, may be under way. */
  readonly lag: number;
  /** From when on the topics were read, as far as they keep their records. */
  readonly topicsSince: number;
}

export const NO_TOPIC: TopicEvidence = {
  ...{ publishedAt: undefined, isCancelled: false, decided: [], receipt: 'unknown', differing: [] },
};
