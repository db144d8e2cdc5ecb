import type { PaymentRow } from '../contracts/payment-row.ts';
import type { SourceRecord } from '../contracts/source-record.ts';

/** What a claim writes onto a row that is taken over. */
export interface Takeover {
  readonly owner: string;
  readonly leaseUntil: string;
  readonly mayLandUntil: string | undefined;
  /** The record that this attempt consumes. */
  readonly source: SourceRecord;
}

/** How a payment ended. */
export type Decision =
  | { readonly state: 'CAPTURED'; readonly gatewayReference: string }
  | { readonly state: 'DECLINED'; readonly gatewayReference: string | null; readonly declineCode: string }
  | { readonly state: 'IN_REVIEW'; readonly gatewayReference: string | null; readonly reviewReason: string };

/** The PaymentDedup table. Every write after the claim is fenced: by the owner, and by the state CHARGING. */
export interface PaymentLedger {
  /** Claims a new payment; answers the row that is there already, if it is another's. */
  insert(row: PaymentRow): Promise<PaymentRow | undefined>;
  /** Takes an expired claim over and counts one attempt; undefined when another was faster. */
  takeOver(expired: PaymentRow, takeover: Takeover): Promise<PaymentRow | undefined>;
  /** Ends the lease now, so that a redelivery needn't wait; another's row is left alone. */
  giveBack(claim: PaymentRow, given: { readonly at: string; readonly attempts: number }): Promise<void>;
  /** Writes the decision; answers the row that was there where the claim had been lost. */
  settle(claim: PaymentRow, decision: Decision, decidedAt: string): Promise<PaymentRow | undefined>;
}
