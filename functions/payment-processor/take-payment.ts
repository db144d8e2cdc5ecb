import type { PaymentRow } from '../contracts/payment-row.ts';
import { isHeld, isInSafeWindow } from './charge-window.ts';
import { type ClaimPaymentDeps, claimPayment } from './claim-payment.ts';
import { decide } from './decide.ts';
import type { ChargeRequest, PaymentGateway } from './payment-gateway.ts';
import type { Decision } from './payment-ledger.ts';
import type { PaymentOrder } from './payment-order.ts';

export interface TakePaymentDeps extends ClaimPaymentDeps {
  readonly gateway: PaymentGateway;
  readonly now: () => Date;
}

export type PaymentOutcome =
  | { readonly kind: 'captured' | 'declined' | 'in-review' }
  | { readonly kind: 'duplicate' }
  /** Another attempt decided otherwise in the meantime: the first decision stays, and a person must look. */
  | { readonly kind: 'conflict'; readonly kept: PaymentRow; readonly dropped: Decision }
  | { readonly kind: 'mismatch' }
  /** Not done: the record must come again. */
  | { readonly kind: 'held-by-another' }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Charges an order at most once, however often its event is delivered. */
export function takePayment(deps: TakePaymentDeps) {
  const { ledger, gateway, now } = deps;
  const claimFor = claimPayment(deps);
  const settle = settlePayment(deps);
  return async (order: PaymentOrder): Promise<PaymentOutcome> => {
    const claim = await claimFor(order, now());
    if (claim.kind !== 'claimed') return { kind: UNCLAIMED[claim.kind] };

    // The claim may have taken its time: what counts is the moment of sending.
    const sending = now();
    if (!isHeld(claim.row, sending)) return { kind: 'held-by-another' };
    const mayCharge = claim.chargeable && isInSafeWindow(claim.row, { now: sending, window: deps.window });
    const request = chargeRequest(order);
    const answer = mayCharge ? await gateway.charge(request) : await gateway.find(request);
    if (answer.kind !== 'unknown') return settle(claim.row, decide(answer, claim.row.attempts));
    // Never declined, never a new key, the claim stays; only a request that did nothing takes its attempt back.
    const attempts = claim.row.attempts - (answer.mayHaveCharged ? 0 : 1);
    await ledger.giveBack(claim.row, { at: now().toISOString(), attempts });
    return { kind: 'unknown', reason: answer.reason };
  };
}

function settlePayment({ ledger, now }: TakePaymentDeps) {
  return async (claim: PaymentRow, decision: Decision): Promise<PaymentOutcome> => {
    const kept = await ledger.settle(claim, decision, now().toISOString());
    if (kept === undefined) return { kind: OUTCOMES[decision.state] };
    if (kept.state === 'CHARGING') return { kind: 'held-by-another' };
    return isSameResult(kept, decision) ? { kind: 'duplicate' } : { kind: 'conflict', kept, dropped: decision };
  };
}

/** Two captures under different references are two charges. */
const isSameResult = (kept: PaymentRow, decision: Decision) =>
  kept.state === decision.state &&
  (decision.state !== 'CAPTURED' || kept.gatewayReference === decision.gatewayReference);

const UNCLAIMED = { decided: 'duplicate', held: 'held-by-another', mismatch: 'mismatch' } as const;
const OUTCOMES = { CAPTURED: 'captured', DECLINED: 'declined', IN_REVIEW: 'in-review' } as const;

const chargeRequest = (order: PaymentOrder): ChargeRequest => ({
  eventId: order.eventId,
  orderId: order.orderId,
  tenant: order.tenant,
  amount: order.totalAmount,
  currency: order.currency,
  paymentMethod: order.paymentMethod,
  traceparent: order.traceparent,
  placedAt: order.placedAt,
});
