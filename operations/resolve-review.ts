import type { PaymentRow } from '../functions/contracts/payment-row.ts';
import type { Decision } from '../functions/payments/payment-ledger.ts';
import { identityOf } from '../functions/payments/payment-rows.ts';
import { changeOf } from '../functions/payments/payment-updates.ts';
import type { HeldIntent, HeldIntents } from './held-intents.ts';
import { isRefused, notHeld, type Refused, refused, searchIntents } from './search-intents.ts';

/** The PaymentDedup table as an operator writes it: a payment in review is decided, once. */
export interface ReviewLedger {
  /** As it is now. */
  find(eventId: string): Promise<PaymentRow | undefined>;
  /**
   * Decides a payment that is IN_REVIEW, with the intent and the cancellation as they were seen: a cancelled one becomes VOID or
   * REFUND_DUE. Answers the row that stood in the way; a retry that meets its own write is a success.
   */
  resolve(seen: PaymentRow, resolution: ReviewResolution): Promise<PaymentRow | undefined>;
}

export interface ReviewResolution {
  readonly decision: ReviewDecision;
  readonly by: string;
  readonly reason: string;
  /** Also the payment's new decidedAt. */
  readonly at: string;
}

export type ReviewDecision = Exclude<Decision, { kind: 'in-review' }>;

/** What an operator asks for with `ops review resolve`. */
export interface ReviewCommand {
  readonly eventId: string;
  readonly by: string;
  readonly reason: string;
  /** An intent that the operator names by hand. */
  readonly reference?: string | undefined;
  /** Looks, cancels nothing and writes nothing. */
  readonly dryRun: boolean;
}

export type ReviewOutcome =
  | { readonly kind: 'resolved'; readonly state: PaymentRow['state']; readonly gatewayReference: string | null }
  /** What would be cancelled, and what the payment would become if the gateway cancels it. */
  | {
      readonly kind: 'would-try';
      readonly intents: readonly HeldIntent[];
      readonly next: PaymentRow['state'] | Refused;
    }
  | Refused;

export interface ResolveReviewDeps {
  readonly ledger: ReviewLedger;
  readonly intents: HeldIntents;
  readonly now: () => Date;
}

/**
 * Takes a payment out of review: cancels its intent at the gateway, whose answer says whether it can still capture. Nothing else
 * decides, neither time nor the operator.
 */
export function resolveReview({ ledger, intents, now }: ResolveReviewDeps) {
  const search = searchIntents({ intents });

  const cancelAll = async (row: PaymentRow, found: readonly HeldIntent[]): Promise<readonly HeldIntent[] | Refused> => {
    const held: HeldIntent[] = [];
    for (const { id } of found) {
      const response = await intents.cancel(id, identityOf(row));
      if (response.kind !== 'held') return notHeld(id, response);
      held.push(response.intent);
    }
    return held;
  };

  const write = async (seen: PaymentRow, resolution: ReviewResolution): Promise<ReviewOutcome> => {
    const obstacle = await ledger.resolve(seen, resolution);
    const { decision } = resolution;
    if (obstacle === undefined)
      return { kind: 'resolved', state: stateOf(seen, decision), gatewayReference: decision.gatewayReference };
    // The customer's cancellation came meanwhile, and must have its effect; it comes once.
    if (obstacle.state === 'IN_REVIEW' && obstacle.cancelRequested && !seen.cancelRequested)
      return write(obstacle, resolution);
    return refused(`it was changed meanwhile and is ${obstacle.state}`);
  };

  return async ({ eventId, by, reason, reference, dryRun }: ReviewCommand): Promise<ReviewOutcome> => {
    const row = await ledger.find(eventId);
    if (row === undefined) return refused('there is no payment of this order');
    if (row.state !== 'IN_REVIEW') return refused(`the payment is ${row.state}, not IN_REVIEW`);
    const found = await search(row, reference);
    if (isRefused(found)) return found;
    if (dryRun) {
      const next = decisionFrom(row, found.map(asIfCanceled));
      return { kind: 'would-try', intents: found, next: isRefused(next) ? next : stateOf(row, next) };
    }
    const held = await cancelAll(row, found);
    if (isRefused(held)) return held;
    const decision = decisionFrom(row, held);
    return isRefused(decision) ? decision : write(row, { decision, by, reason, at: now().toISOString() });
  };
}

/** What the intents of a payment mean, each as the gateway answered its cancellation. */
function decisionFrom({ intentId }: PaymentRow, held: readonly HeldIntent[]): ReviewDecision | Refused {
  const undecided = held.find(({ status }) => status !== 'succeeded' && status !== 'canceled');
  if (undecided) return refused(`${undecided.id} is ${undecided.status} and may still capture; try again later`);
  const [captured, ...others] = held.filter(({ status }) => status === 'succeeded');
  if (captured === undefined) {
    const gatewayReference = intentId ?? held[0]?.id ?? null;
    return { kind: 'not-captured', gatewayReference, declineCode: 'not_charged' };
  }
  if (others.length > 0) {
    const all = [captured, ...others].map(({ id }) => id).join(', ');
    return refused(`the gateway captured it more than once: ${all}. Refund all but one there; it stays in review`);
  }
  if (captured.difference !== undefined)
    return refused(`${captured.id} was captured, but ${captured.difference}; it stays in review`);
  return { kind: 'captured', gatewayReference: captured.id };
}

const stateOf = (row: PaymentRow, decision: ReviewDecision) => changeOf(row, decision, '').state;

const asIfCanceled = (intent: HeldIntent): HeldIntent =>
  intent.status.startsWith('requires_') ? { ...intent, status: 'canceled' } : intent;
