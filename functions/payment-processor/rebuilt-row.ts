import { ORDER_PLACED } from '../contracts/order-placed.ts';
import type { OrderRow } from '../contracts/order-row.ts';
import type { PaymentDecided } from '../contracts/payment-decided.ts';
import type { PaymentRow } from '../contracts/payment-row.ts';
import type { SourceRecord } from '../contracts/source-record.ts';

/** The payment that an order or an event tells of. */
export type KnownPayment = Pick<PaymentDecided, 'state' | 'gatewayReference' | 'declineCode' | 'decidedAt'>;

interface Rebuilding {
  readonly payment: KnownPayment | undefined;
  /** Where the event tells it better than the receipt. */
  readonly source?: SourceRecord | undefined;
  /** Charges that the lost rows sent may appear until then. */
  readonly mayLandUntil: string;
}

/**
 * The PaymentDedup row of an order whose own was lost. Without a payment it is a claim from the moment of the order,
 * with its lease over: charged only while the gateway certainly knows the key of a charge of that moment.
 */
export function rebuiltRow(order: OrderRow, { payment, source, mayLandUntil }: Rebuilding): PaymentRow {
  return {
    eventId: ORDER_PLACED.eventId(order.orderId),
    orderId: order.orderId,
    tenant: order.tenant,
    amount: order.totalAmount,
    currency: order.currency,
    state: 'CHARGING',
    owner: 'rebuilt',
    leaseUntil: order.placedAt,
    // One may have been made: a refusal without a trace is no decline then.
    attempts: 1,
    firstAttemptAt: order.placedAt,
    mayLandUntil,
    ...decisionOf(payment),
    traceparent: order.traceparent,
    source: source ?? recordOf(order),
    requeues: 0,
  };
}

const decisionOf = (payment: KnownPayment | undefined) =>
  payment && {
    state: payment.state,
    decidedAt: payment.decidedAt,
    ...(payment.gatewayReference !== null && { gatewayReference: payment.gatewayReference }),
    ...(payment.declineCode !== null && { declineCode: payment.declineCode }),
    ...(payment.state === 'IN_REVIEW' && { reviewReason: 'it was in review when its row was rebuilt' }),
  };

/** Nobody knows the record of an order without a receipt; the attempt that takes the row over names its own. */
function recordOf({ receipt, placedAt }: OrderRow): SourceRecord {
  if (receipt === undefined)
    return { topic: ORDER_PLACED.topic, partition: -1, offset: -1, timestamp: Date.parse(placedAt) };
  const { topic, partition, offset, acknowledgedAt } = receipt;
  return { topic, partition, offset, timestamp: Date.parse(acknowledgedAt) };
}
