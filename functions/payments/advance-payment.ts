import type { PaymentRow } from '../contracts/payment-row.ts';
import type { IntentResponse, NoResponse, PaymentGateway, Unreachable } from './payment-gateway.ts';
import type { Claim, Decision, PaymentLedger } from './payment-ledger.ts';
import { identityOf, nextAttemptAt } from './payment-rows.ts';

export interface AdvanceDeps {
  readonly ledger: PaymentLedger;
  readonly gateway: PaymentGateway;
  readonly now: () => Date;
}

export type PaymentOutcome =
  | { readonly kind: 'captured' | 'in-review' }
  /** Of an order that was cancelled: never charged; charged, to be given back; given back. */
  | { readonly kind: 'voided' | 'refund-due' | 'refunded' }
  | { readonly kind: 'declined'; readonly code: string }
  /** Decided before; nothing was done. */
  | { readonly kind: 'duplicate' }
  /** Another attempt decided otherwise in the meantime: the first decision stays, and a person must look. */
  | { readonly kind: 'conflict'; readonly existing: PaymentRow; readonly rejected: Decision }
  /** The row under this event's id is of another amount, currency, order or tenant. */
  | { readonly kind: 'mismatch' }
  /** The retrier goes on with it then. */
  | { readonly kind: 'parked'; readonly reason: string; readonly misconfigured: boolean; readonly dueAt: string }
  /** Parked before; the retrier comes. */
  | { readonly kind: 'waiting' }
  /** Another attempt is at it; the retrier looks after it. */
  | { readonly kind: 'held-by-another' }
  /** The gateway refuses to be asked, or no such request can be built: nothing was done, and nothing is written. */
  | Unreachable
  | { readonly kind: 'unbuildable'; readonly reason: string };

export type AdvancePayment = ReturnType<typeof advancePayment>;

/** What an attempt does with the intent that its row records, until the row is decided or parked. */
export function advancePayment({ ledger, gateway, now }: AdvanceDeps) {
  const { settle, park, noResponse, lost } = settlePayment({ ledger, now });

  const confirm = async (claim: Claim): Promise<PaymentOutcome> => {
    const response = await gateway.confirm(intentOf(claim), identityOf(claim));
    if (response.kind !== 'unknown') return interpret(claim, response);
    // Often the gateway has acted and only its answer was lost: one look now spares the customer a minute.
    const second = await gateway.retrieve(intentOf(claim), identityOf(claim));
    return interpret(claim, isNoResponse(second) || second.kind === 'open' ? response : second);
  };

  const retrieve = async (claim: Claim): Promise<PaymentOutcome> => {
    const response = await gateway.retrieve(intentOf(claim), identityOf(claim));
    return response.kind === 'open' ? confirm(claim) : interpret(claim, response);
  };

  /** Declined is only what the gateway itself can no longer capture. */
  const cancel = async (claim: Claim, declineCode: string): Promise<PaymentOutcome> => {
    const response = await gateway.cancel(intentOf(claim), identityOf(claim));
    if (response.kind === 'canceled') return settle(claim, notCaptured(claim, declineCode));
    if (response.kind === 'declined') return park(claim, NOT_CANCELED);
    return interpret(claim, response);
  };

  const interpret = (claim: Claim, response: IntentResponse): Promise<PaymentOutcome> => {
    if (isNoResponse(response)) return noResponse(claim, response);
    switch (response.kind) {
      case 'succeeded':
        return settle(claim, { kind: 'captured', gatewayReference: intentOf(claim) });
      case 'canceled':
        return settle(claim, notCaptured(claim, 'canceled'));
      case 'declined':
        return cancel(claim, response.code);
      case 'contradiction':
        return settle(claim, {
          kind: 'in-review',
          gatewayReference: intentOf(claim),
          reviewReason: response.reason,
        });
      case 'open':
      case 'processing':
        return park(claim, { reason: `the payment is ${response.kind}`, misconfigured: false });
    }
  };

  return { confirm, retrieve, cancel, settle, noResponse, lost };
}

/** Writes what the gateway's response means into the row, unless another attempt was there first. */
function settlePayment({ ledger, now }: Pick<AdvanceDeps, 'ledger' | 'now'>) {
  const noResponse = async (claim: Claim, response: NoResponse): Promise<PaymentOutcome> => {
    if (response.kind === 'unknown') return park(claim, response);
    await ledger.release(claim, now().toISOString());
    return response;
  };

  const park = async (claim: Claim, { reason, misconfigured }: Omit<NoResponse, 'kind'>): Promise<PaymentOutcome> => {
    const dueAt = nextAttemptAt(now(), claim.attempts);
    const obstacle = await ledger.park(claim, { dueAt, reason, now: now().toISOString() });
    if (obstacle === undefined) return { kind: 'parked', reason, misconfigured, dueAt };
    return lost(obstacle);
  };

  const settle = async (claim: Claim, decision: Decision): Promise<PaymentOutcome> => {
    const obstacle = await ledger.decide(claim, decision, now().toISOString());
    if (obstacle === undefined) return outcomeOf(claim, decision);
    if (obstacle.state !== 'CHARGING')
      return isSame(obstacle, decision)
        ? { kind: 'duplicate' }
        : { kind: 'conflict', existing: obstacle, rejected: decision };
    // The cancellation came meanwhile, and must have its effect; it comes once.
    if (obstacle.owner === claim.owner && obstacle.cancelRequested && !claim.cancelRequested)
      return settle({ ...claim, cancelRequested: true }, decision);
    return lost(obstacle);
  };

  /** Another attempt has taken the row over, or decided it. */
  const lost = async (obstacle: PaymentRow): Promise<PaymentOutcome> => {
    if (obstacle.state !== 'CHARGING') return { kind: 'duplicate' };
    if (obstacle.dueAt === undefined) await ledger.dueAfterLease(obstacle);
    return { kind: 'held-by-another' };
  };

  return { settle, park, noResponse, lost };
}

const NOT_CANCELED = { reason: 'the gateway did not cancel the payment', misconfigured: false };

const isNoResponse = (response: IntentResponse): response is NoResponse =>
  response.kind === 'unknown' || response.kind === 'unreachable';

function intentOf({ eventId, intentId }: Claim): string {
  if (intentId === undefined) throw new Error(`the payment ${eventId} has no intent`);
  return intentId;
}

const notCaptured = (claim: Claim, declineCode: string): Decision => ({
  kind: 'not-captured',
  gatewayReference: intentOf(claim),
  declineCode,
});

function outcomeOf({ cancelRequested }: Claim, decision: Decision): PaymentOutcome {
  switch (decision.kind) {
    case 'captured':
      return { kind: cancelRequested ? 'refund-due' : 'captured' };
    case 'not-captured':
      return cancelRequested ? { kind: 'voided' } : { kind: 'declined', code: decision.declineCode };
    case 'in-review':
      return { kind: 'in-review' };
  }
}

/** Two captures under different references are two charges. */
function isSame({ state, gatewayReference }: PaymentRow, decision: Decision): boolean {
  switch (decision.kind) {
    case 'captured':
      return ['CAPTURED', 'REFUND_DUE', 'REFUNDED'].includes(state) && gatewayReference === decision.gatewayReference;
    case 'not-captured':
      // Without an intent of its own the attempt only knew that another creation was refused.
      return state === 'DECLINED' || state === 'VOID' || decision.gatewayReference === null;
    case 'in-review':
      return state === 'IN_REVIEW';
  }
}
