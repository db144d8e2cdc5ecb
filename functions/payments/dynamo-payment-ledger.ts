import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { PaymentRow } from '../contracts/payment-row.ts';
import { findPayment, paymentWrites } from './dynamo-payment-writes.ts';
import type { PaymentLedger } from './payment-ledger.ts';
import { changeOf, decide, dueAfterLease, park, recordIntent, release, takeOver } from './payment-updates.ts';

interface DynamoPaymentLedgerDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
}

/** The PaymentDedup table. A failed condition may be the SDK's own retry that meets its first write: then it is a success. */
export function dynamoPaymentLedger(deps: DynamoPaymentLedgerDeps): PaymentLedger {
  const { put, update } = paymentWrites(deps);
  return {
    find: (eventId) => findPayment(deps, eventId, { isConsistent: false }),
    async insert(row) {
      const { obstacle } = await put(row);
      return obstacle?.owner === row.owner ? undefined : obstacle;
    },
    async takeOver(seen, takeover) {
      const { written, obstacle } = await update(seen.eventId, takeOver(seen, takeover));
      const claim = obstacle?.owner === takeover.owner ? obstacle : written;
      return claim ? { claim } : { obstacle: obstacle ?? seen };
    },
    async recordIntent(claim, intentId) {
      const { obstacle } = await update(claim.eventId, recordIntent(claim, intentId));
      return unlessOwn(obstacle, { owner: claim.owner, state: 'CHARGING', intentId });
    },
    async decide(claim, decision, decidedAt) {
      const { obstacle } = await update(claim.eventId, decide(claim, decision, decidedAt));
      const { state } = changeOf(claim, decision, decidedAt);
      return unlessOwn(obstacle, { owner: claim.owner, state });
    },
    async park(claim, parking) {
      return (await update(claim.eventId, park(claim, parking))).obstacle;
    },
    async release(claim, now) {
      const { obstacle } = await update(claim.eventId, release(claim, now));
      return unlessOwn(obstacle, { owner: claim.owner, state: 'CHARGING', leaseUntil: now });
    },
    async dueAfterLease(row) {
      await update(row.eventId, dueAfterLease(row));
    },
  };
}

type Traces = Partial<Pick<PaymentRow, 'owner' | 'state' | 'intentId' | 'leaseUntil'>>;

/** A row that is as the own write left it is no obstacle. */
function unlessOwn(obstacle: PaymentRow | undefined, own: Traces) {
  if (obstacle === undefined) return undefined;
  const row: Traces = obstacle;
  const names = ['owner', 'state', 'intentId', 'leaseUntil'] as const;
  return names.every((name) => own[name] === undefined || own[name] === row[name]) ? undefined : obstacle;
}
