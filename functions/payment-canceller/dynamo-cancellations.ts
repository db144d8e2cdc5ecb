import type { PaymentRow } from '../contracts/payment-row.ts';
import { dynamoPaymentLedger, type PaymentsTable, paymentWrites } from '../payments/dynamo-payment-ledger.ts';
import { dueShardOf } from '../payments/payment-rows.ts';
import { assignments, PARKING, type PaymentUpdate, refundDue, valuesOf } from '../payments/payment-updates.ts';
import type { CancellationLedger } from './cancel-payment.ts';

/** The PaymentDedup table. The SDK's own retry that meets its first write is answered the row as it left it. */
export function dynamoCancellations(table: PaymentsTable): CancellationLedger {
  const { find, insert } = dynamoPaymentLedger(table);
  const { update } = paymentWrites(table);
  return {
    find,
    insert,
    async cancel(seen, now) {
      return (await update(seen.eventId, cancel(seen, now))).obstacle;
    },
  };
}

function cancel({ eventId, state }: PaymentRow, now: string): PaymentUpdate {
  const seen = { ':seen': state };
  const due = { ':now': now, ':shard': dueShardOf(eventId) };
  const unchanged = '#state = :seen';
  switch (state) {
    case 'CHARGING':
      return {
        expression: 'SET cancelRequested = :true, dueAt = :now, dueShard = :shard',
        condition: unchanged,
        values: { ...seen, ...due, ':true': true },
      };
    case 'IN_REVIEW':
      return { expression: 'SET cancelRequested = :true', condition: unchanged, values: { ...seen, ':true': true } };
    case 'CAPTURED': {
      const change = refundDue(eventId, now);
      return {
        expression: `SET ${assignments(change)} REMOVE ${PARKING}`,
        condition: unchanged,
        values: { ...seen, ...valuesOf(change) },
      };
    }
    case 'REFUND_DUE':
      return {
        expression: 'SET dueAt = :now, dueShard = :shard',
        condition: `${unchanged} AND attribute_not_exists(dueAt)`,
        values: { ...seen, ...due },
      };
    case 'DECLINED':
    case 'VOID':
    case 'REFUNDED':
      throw new Error(`a payment that is ${state} has nothing to cancel`);
  }
}
