import * as z from 'zod/mini';
import { Amount, Currency } from './money.ts';
import { OrderPlaced } from './order-placed.ts';
import { SourceRecord } from './source-record.ts';

export const PaymentState = z.enum(['CAPTURED', 'DECLINED', 'IN_REVIEW']);
export type PaymentState = z.infer<typeof PaymentState>;

export const PAYMENT_DECIDED = {
  topic: 'payments.payment-decided.v1',
  type: 'chargeonce.payment.decided.v1',
  source: 'urn:chargeonce:payments',
  /** The Kafka key: all events of one order share a partition. */
  key: (event: { readonly orderId: string }) => event.orderId,
  /** Names the state, so that a consumer that dedups on `ce_id` sees CAPTURED after IN_REVIEW. */
  eventId: (orderEventId: string, state: PaymentState) => `${orderEventId}:${state.toLowerCase()}`,
} as const;

/** The value of a record on `payments.payment-decided.v1`; `source` is the order-placed record that was consumed. */
export const PaymentDecided = z.object({
  orderId: OrderPlaced.shape.orderId,
  orderEventId: z.string().check(z.minLength(1), z.maxLength(128)),
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

/** Every version that the deployed consumers read, by `ce_type`. */
export const PAYMENT_DECIDED_VERSIONS = { [PAYMENT_DECIDED.type]: PaymentDecided } as const;
