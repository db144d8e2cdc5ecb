import * as z from 'zod/mini';
import { type EventContract, SourceRecord } from './cloud-event.ts';
import { AnyOrderId } from './foreign-order.ts';
import { Amount, Currency } from './money.ts';
import { OrderEventId, OrderPlaced, orderEventContradiction } from './order-placed.ts';

export const PaymentState = z.enum(['CAPTURED', 'DECLINED', 'IN_REVIEW', 'VOID', 'REFUNDED']);
export type PaymentState = z.infer<typeof PaymentState>;

/**
 * The value of a record on `payments.payment-decided.v1`; `source` is the order-placed record that was consumed, with offset -1
 * where the order was cancelled before any was.
 */
export const PaymentDecided = z.object({
  orderId: AnyOrderId,
  orderEventId: OrderEventId,
  tenant: OrderPlaced.shape.tenant,
  state: PaymentState,
  amount: Amount,
  currency: Currency,
  gatewayReference: z.nullable(z.string().check(z.maxLength(256))),
  declineCode: z.nullable(z.string().check(z.maxLength(256))),
  decidedAt: z.iso.datetime().check(z.maxLength(30)),
  source: SourceRecord,
});
export type PaymentDecided = z.infer<typeof PaymentDecided>;

const TYPE = 'chargeonce.payment.decided.v1';

export const PAYMENT_DECIDED = {
  topic: 'payments.payment-decided.v1',
  type: TYPE,
  source: 'urn:chargeonce:payments',
  versions: { [TYPE]: PaymentDecided },
  key: ({ orderId }) => orderId,
  time: ({ decidedAt }) => decidedAt,
  contradiction: ({ data }) => orderEventContradiction(data),
  /** Names the state, so that a consumer that dedups on `ce_id` sees CAPTURED after IN_REVIEW. */
  eventId: (orderEventId: string, state: PaymentState) => `${orderEventId}:${state.toLowerCase()}`,
} as const satisfies EventContract<PaymentDecided> & { eventId: unknown };
