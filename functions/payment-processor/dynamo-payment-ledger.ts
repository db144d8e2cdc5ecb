import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { decisionOf, paymentWrites } from './dynamo-payment-writes.ts';
import type { PaymentLedger } from './payment-ledger.ts';

interface DynamoPaymentLedgerDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
}

/** A zombie that wakes after a takeover, or after a decision, can change nothing. */
const FENCE = '#owner = :me AND #state = :charging';
const FENCED = { '#owner': 'owner' };

/** The PaymentDedup table. A failed condition may be the SDK's own retry meeting its first write: then it is a success. */
export function dynamoPaymentLedger(deps: DynamoPaymentLedgerDeps): PaymentLedger {
  const { insert, update } = paymentWrites(deps);
  return {
    async insert(row) {
      const existing = await insert(row);
      return existing?.owner === row.owner ? undefined : existing;
    },
    async takeOver(expired, { owner, leaseUntil, mayLandUntil, source }) {
      const landing = mayLandUntil === undefined ? '' : ', mayLandUntil = :mayLandUntil';
      const { written, kept } = await update(expired.eventId, {
        set: `#owner = :new, leaseUntil = :leaseUntil, #source = :source, attempts = attempts + :one${landing}`,
        condition: `${FENCE} AND leaseUntil = :expired`,
        names: { ...FENCED, '#source': 'source' },
        values: {
          ':new': owner,
          ':me': expired.owner,
          ':charging': 'CHARGING',
          ':leaseUntil': leaseUntil,
          ':expired': expired.leaseUntil,
          ':source': source,
          ':one': 1,
          ...(mayLandUntil === undefined ? {} : { ':mayLandUntil': mayLandUntil }),
        },
      });
      return written ?? (kept?.owner === owner ? kept : undefined);
    },
    async giveBack({ eventId, owner }, { at, attempts }) {
      await update(eventId, {
        set: 'leaseUntil = :at, attempts = :attempts',
        condition: FENCE,
        names: FENCED,
        values: { ':me': owner, ':charging': 'CHARGING', ':at': at, ':attempts': attempts },
      });
    },
    async settle({ eventId, owner }, { state, ...details }, decidedAt) {
      const { set, values } = decisionOf(state, { ...details, decidedAt });
      const { kept } = await update(eventId, {
        set,
        condition: FENCE,
        names: FENCED,
        values: { ':me': owner, ':charging': 'CHARGING', ...values },
      });
      return kept?.owner === owner && kept.state === state ? undefined : kept;
    },
  };
}
