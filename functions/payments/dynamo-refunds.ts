import type { PaymentRow } from '../contracts/payment-row.ts';
import { type PaymentsTable, paymentWrites } from './dynamo-payment-ledger.ts';
import type { Parking } from './payment-ledger.ts';
import { dueShardOf } from './payment-rows.ts';
import type { PaymentUpdate } from './payment-updates.ts';
import type { RefundLedger } from './refund-payment.ts';

/** The PaymentDedup table. A failed condition may be the SDK's own retry that meets its first write: then it is a success. */
export function dynamoRefunds(table: PaymentsTable): RefundLedger {
  const { update } = paymentWrites(table);
  return {
    async refunded({ eventId }, now) {
      const { obstacle } = await update(eventId, refunded(now));
      return obstacle?.state === 'REFUNDED' ? undefined : obstacle;
    },
    async parkRefund(row, parking) {
      const { obstacle } = await update(row.eventId, parkRefund(row, parking));
      const isOwn = obstacle?.state === 'REFUND_DUE' && obstacle.dueAt === parking.dueAt;
      return isOwn ? undefined : obstacle;
    },
  };
}

const REFUND_DUE = '#state = :refundDue';

const refunded = (now: string): PaymentUpdate => ({
  expression: 'SET #state = :refunded, decidedAt = :now REMOVE dueAt, dueShard',
  condition: REFUND_DUE,
  values: { ':refunded': 'REFUNDED', ':refundDue': 'REFUND_DUE', ':now': now },
});

/** Of attempts at once only one counts, since each knows when the refund was due. */
const parkRefund = ({ eventId, dueAt: seen }: PaymentRow, { dueAt, reason, now }: Parking): PaymentUpdate => ({
  expression: [
    'SET dueAt = :dueAt, dueShard = :dueShard, parkReason = :reason, attempts = attempts + :one',
    'parkedSince = if_not_exists(parkedSince, :now)',
  ].join(', '),
  condition: `${REFUND_DUE} AND ${seen === undefined ? 'attribute_not_exists(dueAt)' : 'dueAt = :seen'}`,
  values: {
    ':refundDue': 'REFUND_DUE',
    ':dueAt': dueAt,
    ':dueShard': dueShardOf(eventId),
    ':reason': reason,
    ':now': now,
    ':one': 1,
    ...(seen !== undefined && { ':seen': seen }),
  },
});
