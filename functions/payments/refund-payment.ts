import type { PaymentRow } from '../contracts/payment-row.ts';
import type { PaymentOutcome } from './advance-payment.ts';
import type { PaymentGateway } from './payment-gateway.ts';
import type { Obstacle, Parking } from './payment-ledger.ts';
import { identityOf, nextAttemptAt } from './payment-rows.ts';

/** The payments that are to be given back. Each write is one conditional write, as those of the PaymentLedger are. */
export interface RefundLedger {
  /** Ends a payment whose refund is due. One that is refunded already is no obstacle. */
  refunded(row: PaymentRow, now: string): Obstacle;
  /** Has the refund tried again later, and counts the attempt; of a row that is due as it was seen. */
  parkRefund(row: PaymentRow, parking: Parking): Obstacle;
}

export interface RefundPaymentDeps {
  readonly refunds: RefundLedger;
  readonly gateway: Pick<PaymentGateway, 'refund'>;
  readonly now: () => Date;
}

/**
 * Gives a payment back whose refund is due. It needs no lease: the gateway knows the refund by its key, and gives back no more
 * than it has captured. Rejects when a write of the ledger has no answer: the row stays due.
 */
export function refundPayment({ refunds, gateway, now }: RefundPaymentDeps) {
  const park = async (row: PaymentRow, reason: string, misconfigured: boolean): Promise<PaymentOutcome> => {
    const dueAt = nextAttemptAt(now(), row.attempts + 1);
    const obstacle = await refunds.parkRefund(row, { dueAt, reason, now: now().toISOString() });
    if (obstacle === undefined) return { kind: 'parked', reason, misconfigured, dueAt };
    return obstacle.state === 'REFUND_DUE' ? { kind: 'waiting' } : { kind: 'duplicate' };
  };

  return async (row: PaymentRow): Promise<PaymentOutcome> => {
    // The intent that has the money; an operator may have named another one than the row records.
    const intentId = row.gatewayReference ?? row.intentId;
    if (intentId === undefined) return park(row, 'no intent is known that could be refunded', true);
    const response = await gateway.refund(intentId, identityOf(row));
    switch (response.kind) {
      case 'refunded': {
        const obstacle = await refunds.refunded(row, now().toISOString());
        return { kind: obstacle === undefined ? 'refunded' : 'duplicate' };
      }
      case 'contradiction':
        return park(row, response.reason, true);
      case 'unknown':
        return park(row, response.reason, response.misconfigured);
      case 'unreachable':
        return response;
    }
  };
}
