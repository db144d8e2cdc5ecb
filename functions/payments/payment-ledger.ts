import type { SourceRecord } from '../contracts/cloud-event.ts';
import type { PaymentRow } from '../contracts/payment-row.ts';

/** A row that an attempt owns: as it was after its own last write. */
export type Claim = PaymentRow;

/** What an attempt writes onto a row that it takes over. */
export interface Takeover {
  readonly owner: string;
  readonly leaseUntil: string;
  /** The record that this attempt consumes, if it consumes one. */
  readonly source?: SourceRecord;
  /** What a row without an intent lacks to be charged without its event. */
  readonly intentsUnknown?: boolean;
  readonly paymentMethod?: string;
  readonly gatewayCustomer?: string;
}

/** When an attempt is to be repeated, and why. */
export interface Parking {
  readonly dueAt: string;
  readonly reason: string;
  /** Ends the lease. */
  readonly now: string;
}

/** What the gateway's word, or its silence, means for the payment. */
export type Decision =
  /** The gateway has the money. */
  | { readonly kind: 'captured'; readonly gatewayReference: string }
  /** The gateway can't capture any more; without a reference it never had an intent. */
  | { readonly kind: 'not-captured'; readonly gatewayReference: string | null; readonly declineCode: string }
  /** A contradiction: a person must look. The intent it concerns is recorded with it. */
  | { readonly kind: 'in-review'; readonly gatewayReference: string | null; readonly reviewReason: string };

/** Undefined where the write took effect; else the row that stood in the way. */
export type Obstacle = Promise<PaymentRow | undefined>;

/**
 * The PaymentDedup table. Each write is one conditional write, and so that of an attempt that was taken over, or of a late
 * copy, changes nothing. A write without an answer rejects: whether it took effect is not known.
 */
export interface PaymentLedger {
  /** Eventually consistent: a row may be missed, or be older than it is. */
  find(eventId: string): Promise<PaymentRow | undefined>;
  /** Writes the first row of an event, in any state. */
  insert(row: PaymentRow): Obstacle;
  /** Takes a row over that is as it was seen, and counts one attempt. `dueAt` stays. */
  takeOver(
    seen: PaymentRow,
    takeover: Takeover,
  ): Promise<{ readonly claim: Claim } | { readonly obstacle: PaymentRow }>;
  /** Writes the intent that will be confirmed onto a row of the attempt's own that has none. Once, for ever. */
  recordIntent(claim: Claim, intentId: string): Obstacle;
  /**
   * Decides a row of the attempt's own that is CHARGING, with the intent of the claim. A row whose cancellation was requested
   * becomes VOID or REFUND_DUE. Takes `dueAt` off the row, but for REFUND_DUE.
   */
  decide(claim: Claim, decision: Decision, decidedAt: string): Obstacle;
  /** Gives a row of the attempt's own to the retrier. */
  park(claim: Claim, parking: Parking): Obstacle;
  /** Gives the lease back of an attempt that sent nothing, and takes its count back. */
  release(claim: Claim, now: string): Obstacle;
  /** Lets the retrier look after a row whose lease another holds. Undefined where it is no longer CHARGING, too. */
  dueAfterLease(row: PaymentRow): Promise<void>;
}
