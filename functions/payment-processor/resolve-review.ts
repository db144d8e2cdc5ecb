import type { PaymentRow } from '../contracts/payment-row.ts';
import type { PaymentGateway } from './payment-gateway.ts';
import { type Resolved, reviewVerdict, type Verdict } from './review-verdict.ts';

/** The PaymentDedup table as an operator may write it: a payment in review, once. */
export interface ReviewLedger {
  find(eventId: string): Promise<PaymentRow | undefined>;
  /** Decides a payment that is still IN_REVIEW; answers the row that stood in the way. */
  resolve(eventId: string, resolution: ReviewResolution): Promise<PaymentRow | undefined>;
}

export interface ReviewResolution {
  readonly decision: Extract<Verdict, { kind: 'accepted' }>['decision'];
  readonly by: string;
  readonly reason: string;
  /** Also the payment's new decidedAt. */
  readonly at: string;
}

/** When orders were placed: the look-up begins there. */
export interface OrderPlacements {
  placedAt(orderId: string): Promise<string | undefined>;
}

export interface ResolveReviewDeps {
  readonly ledger: ReviewLedger;
  readonly orders: OrderPlacements;
  readonly gateway: Pick<PaymentGateway, 'find'>;
  readonly now: () => Date;
}

/** What an operator asks for with `ops review resolve`. */
export interface ReviewCommand {
  readonly eventId: string;
  readonly as: Resolved;
  readonly by: string;
  readonly reason: string;
  /** Looks and judges, and writes nothing. */
  readonly dryRun?: boolean;
}

export type ReviewOutcome =
  | { readonly kind: 'resolved' | 'would-be-resolved'; readonly decision: ReviewResolution['decision'] }
  | { readonly kind: 'refused'; readonly reason: string };

/** Takes a payment out of review by what the gateway itself says now, never by what the operator believes. */
export function resolveReview(deps: ResolveReviewDeps) {
  const look = lookUp(deps);
  return async ({ eventId, as, by, reason, dryRun = false }: ReviewCommand): Promise<ReviewOutcome> => {
    if (by.trim() === '' || reason.trim() === '') return refused('a resolution needs a name and a reason');
    const verdict = await look(eventId, as);
    if (verdict.kind === 'refused') return verdict;
    const { decision } = verdict;
    if (dryRun) return { kind: 'would-be-resolved', decision };
    const kept = await deps.ledger.resolve(eventId, { decision, by, reason, at: deps.now().toISOString() });
    return kept === undefined ? { kind: 'resolved', decision } : refused(`it has become ${kept.state} meanwhile`);
  };
}

function lookUp({ ledger, orders, gateway, now }: ResolveReviewDeps) {
  return async (eventId: string, as: Resolved): Promise<Verdict> => {
    const row = await ledger.find(eventId);
    if (row === undefined) return refused('there is no payment of this event');
    if (row.state !== 'IN_REVIEW') return refused(`the payment is ${row.state}, not IN_REVIEW`);
    const placedAt = await orders.placedAt(row.orderId);
    if (placedAt === undefined) return refused(`there is no order ${row.orderId}`);
    const { orderId, amount, currency } = row;
    const begunAt = now();
    const answer = await gateway.find({ eventId, orderId, amount, currency, placedAt });
    return reviewVerdict(as, row, { answer, begunAt });
  };
}

const refused = (reason: string) => ({ kind: 'refused', reason }) as const;
