import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { fromAirwallexAmount } from './airwallex-amount.ts';
import type { AirwallexCall, IntentOfPayment } from './airwallex-client.ts';
import { airwallexFailure, describeFailure, isDuplicate, isRefusal } from './airwallex-failure.ts';
import { differences, expressed, intentPath, readAirwallexIntent, readAs } from './airwallex-payment-intent.ts';
import type { RefundResponse } from './payment-gateway.ts';

/** What is read of a refund. */
const AirwallexRefund = z.object({
  id: z.string().check(z.startsWith('rfd_')),
  status: z.string(),
  amount: z.number(),
  currency: z.string(),
  payment_intent_id: z.string(),
});
type AirwallexRefund = z.infer<typeof AirwallexRefund>;

const readRefund = (response: unknown) => readAs(AirwallexRefund, response, 'a refund');

const REFUNDS = '/pa/refunds';

/**
 * Without an amount, so that it is whatever is left: two refunds under two ids give back no more than one. An id that was used
 * before answers no refund: it is in the list. Where it is not, the id is used up by a failure, and a fresh one is needed.
 */
export async function refundAtAirwallex(call: AirwallexCall, of: IntentOfPayment): Promise<RefundResponse> {
  try {
    for (const requestId of [`${of.intentId}.refund`, `${of.intentId}.refund.${randomUUID()}`]) {
      const response = await refundAs(requestId, call, of);
      if (response !== undefined) return response;
    }
    return { kind: 'unknown', reason: 'the request id was used before, and no refund is listed', misconfigured: true };
  } catch (error) {
    const failure = airwallexFailure(error);
    return failure.kind === 'refused' ? contradiction(describeFailure(error)) : failure;
  }
}

/** Undefined where the id was used before, for nothing that is listed. @throws as the gateway fails or refuses. */
async function refundAs(requestId: string, call: AirwallexCall, of: IntentOfPayment) {
  const { orderId, eventId } = of.payment;
  const body = { request_id: requestId, payment_intent_id: of.intentId, metadata: { orderId, eventId } };
  try {
    return refundState(readRefund(await call.send({ path: `${REFUNDS}/create`, body })), of);
  } catch (error) {
    const known = isRefusal(error) ? await knownRefund(call, of) : undefined;
    if (known === undefined && !isDuplicate(error)) throw error;
    return known;
  }
}

/** What a refused refund leaves to say: that nothing was captured, or what earlier refunds have given back. */
async function knownRefund(call: AirwallexCall, of: IntentOfPayment): Promise<RefundResponse | undefined> {
  const { status } = readAirwallexIntent(await call.send({ path: intentPath(of.intentId) }));
  if (status !== 'SUCCEEDED') return contradiction(`the payment intent is ${status}, and nothing can be given back`);
  const refunds = (await call.list(REFUNDS, { payment_intent_id: of.intentId })).map(readRefund);
  const minorUnits = refunds.filter(isUnderWay).map((refund) => fromAirwallexAmount(refund) ?? Number.NaN);
  if (minorUnits.reduce((sum, one) => sum + one, 0) === of.payment.amount) return { kind: 'refunded' };
  return refunds.map((refund) => refundState(refund, of)).find(({ kind }) => kind === 'contradiction');
}

/** By https://www.airwallex.com/docs/api/payments/refunds. A part may have been given back by hand before: then it is less. */
function refundState(refund: AirwallexRefund, { intentId, payment }: IntentOfPayment): RefundResponse {
  const amount = expressed(payment);
  const differing = differences({
    amount: amount !== undefined && refund.amount > 0 && refund.amount <= amount,
    currency: refund.currency === payment.currency,
    payment_intent_id: refund.payment_intent_id === intentId,
  });
  if (differing !== '') return contradiction(`${refund.id} differs in ${differing}`);
  return isUnderWay(refund) ? { kind: 'refunded' } : contradiction(`${refund.id} is ${refund.status}`);
}

const isUnderWay = ({ status }: AirwallexRefund) =>
  ['RECEIVED', 'ACCEPTED', 'PROCESSING', 'SETTLED', 'SUCCEEDED'].includes(status);

const contradiction = (reason: string) => ({ kind: 'contradiction', reason }) as const;
