import * as z from 'zod/mini';
import { cloudEvent } from '../contracts/cloud-event.ts';
import { PAYMENT_DECIDED, PaymentDecided, PaymentState } from '../contracts/payment-decided.ts';
import type { PaymentRow } from '../contracts/payment-row.ts';
import { problemsOf } from '../platform/error-messages.ts';

/** The event of a payment whose state is a decision. */
export const paymentDecidedEvent = (topic: string) => (row: PaymentRow) => {
  const data = decisionOf(row);
  return (
    data &&
    cloudEvent({
      id: PAYMENT_DECIDED.eventId(row.eventId, data.state),
      topic,
      type: PAYMENT_DECIDED.type,
      source: PAYMENT_DECIDED.source,
      orderId: row.orderId,
      time: data.decidedAt,
      traceparent: row.traceparent,
      data,
    })
  );
};

/** Undefined where the state is none that consumers are told of. Throws where they could not read the event. */
function decisionOf({ state: rowState, decidedAt, ...row }: PaymentRow): PaymentDecided | undefined {
  const state = z.safeParse(PaymentState, rowState).data;
  if (state === undefined || decidedAt === undefined) return undefined;
  const event = z.safeParse(PaymentDecided, {
    orderId: row.orderId,
    orderEventId: row.eventId,
    tenant: row.tenant,
    state,
    amount: row.amount,
    currency: row.currency,
    gatewayReference: row.gatewayReference ?? null,
    declineCode: row.declineCode ?? null,
    decidedAt,
    source: row.source,
  });
  if (!event.success) throw new Error(problemsOf(event.error));
  return event.data;
}
