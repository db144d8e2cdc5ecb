import type { PaymentRow } from '../contracts/payment-row.ts';
import type { Claim, Decision, Parking, Takeover } from './payment-ledger.ts';
import { dueShardOf } from './payment-rows.ts';

/** One conditional update of a payment row, in DynamoDB's words; `#name` stands for the attribute of that name. */
export interface PaymentUpdate {
  readonly expression: string;
  readonly condition: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** An attempt that wakes after a takeover, or after a decision, can change nothing. */
const FENCE = '#owner = :me AND #state = :charging';
const fenceOf = ({ owner }: Claim) => ({ ':me': owner, ':charging': 'CHARGING' });

export const takeOver = (seen: PaymentRow, takeover: Takeover): PaymentUpdate => ({
  expression: `SET ${assignments(takeover)}, attempts = attempts + :one`,
  condition: '#state = :charging AND #owner = :seen AND leaseUntil = :expired',
  values: {
    ...valuesOf(takeover),
    ':charging': 'CHARGING',
    ':seen': seen.owner,
    ':expired': seen.leaseUntil,
    ':one': 1,
  },
});

export const recordIntent = (claim: Claim, intentId: string): PaymentUpdate => ({
  expression: 'SET intentId = :intentId',
  condition: `${FENCE} AND attribute_not_exists(intentId)`,
  values: { ...fenceOf(claim), ':intentId': intentId },
});

export function decide(claim: Claim, decision: Decision, decidedAt: string): PaymentUpdate {
  const change = changeOf(claim, decision, decidedAt);
  return {
    expression: `SET ${assignments(change)} REMOVE ${change.state === 'REFUND_DUE' ? PARKING : 'dueAt, dueShard'}`,
    condition: [
      FENCE,
      claim.intentId === undefined ? 'attribute_not_exists(intentId)' : 'intentId = :mine',
      claim.cancelRequested ? 'cancelRequested = :true' : 'attribute_not_exists(cancelRequested)',
    ].join(' AND '),
    values: {
      ...valuesOf(change),
      ...fenceOf(claim),
      ...(claim.intentId !== undefined && { ':mine': claim.intentId }),
      ...(claim.cancelRequested && { ':true': true }),
    },
  };
}

export const park = (claim: Claim, { dueAt, reason, now }: Parking): PaymentUpdate => ({
  expression: [
    'SET dueAt = :dueAt, dueShard = :dueShard, leaseUntil = :now, parkReason = :reason',
    'parkedSince = if_not_exists(parkedSince, :now)',
  ].join(', '),
  condition: FENCE,
  values: {
    ...fenceOf(claim),
    ':dueAt': dueAt,
    ':dueShard': dueShardOf(claim.eventId),
    ':now': now,
    ':reason': reason,
  },
});

export const release = (claim: Claim, now: string): PaymentUpdate => ({
  expression: 'SET leaseUntil = :now, attempts = attempts - :one',
  // The lease, too, so that the SDK's own retry does not count twice.
  condition: `${FENCE} AND leaseUntil = :lease`,
  values: { ...fenceOf(claim), ':now': now, ':lease': claim.leaseUntil, ':one': 1 },
});

export const dueAfterLease = ({ eventId, leaseUntil }: PaymentRow): PaymentUpdate => ({
  expression: 'SET dueAt = :dueAt, dueShard = :dueShard',
  condition: '#state = :charging',
  values: { ':dueAt': leaseUntil, ':dueShard': dueShardOf(eventId), ':charging': 'CHARGING' },
});

/** What parking a charge leaves on its row; a refund that becomes due was never parked. */
export const PARKING = 'parkReason, parkedSince';

/** What makes a captured payment's refund due at once, as a first attempt. */
export const refundDue = (eventId: string, now: string) =>
  ({ state: 'REFUND_DUE', dueAt: now, dueShard: dueShardOf(eventId), attempts: 0 }) as const;

/** What a decision writes; undefined or null is no attribute. */
export function changeOf(claim: Claim, decision: Decision, decidedAt: string) {
  const { gatewayReference } = decision;
  switch (decision.kind) {
    case 'captured':
      if (!claim.cancelRequested) return { state: 'CAPTURED', gatewayReference, decidedAt } as const;
      return { ...refundDue(claim.eventId, decidedAt), gatewayReference, decidedAt };
    case 'not-captured': {
      const { declineCode } = decision;
      return claim.cancelRequested
        ? ({ state: 'VOID', gatewayReference, declineCode, decidedAt } as const)
        : ({ state: 'DECLINED', gatewayReference, declineCode, decidedAt } as const);
    }
    case 'in-review': {
      // An intent that was not recorded yet is, so that an operator can cancel it; nothing confirms it any more.
      const intentId = claim.intentId === undefined ? gatewayReference : undefined;
      return {
        state: 'IN_REVIEW',
        gatewayReference,
        reviewReason: decision.reviewReason,
        decidedAt,
        intentId,
      } as const;
    }
  }
}

/** Names that DynamoDB keeps for itself. */
const RESERVED = new Set(['owner', 'state', 'source']);

const factsOf = (change: object) =>
  Object.entries(change).filter((fact): fact is [string, unknown] => fact[1] !== null && fact[1] !== undefined);

/** What follows SET. */
export const assignments = (change: object) =>
  factsOf(change)
    .map(([name]) => `${RESERVED.has(name) ? '#' : ''}${name} = :${name}`)
    .join(', ');

export const valuesOf = (change: object): Record<string, unknown> =>
  Object.fromEntries(factsOf(change).map(([name, value]) => [`:${name}`, value]));
