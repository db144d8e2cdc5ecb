import { isDeepStrictEqual } from 'node:util';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { Outbox } from '../../functions/outbox-publisher/outbox.ts';
import type { PaymentLedger } from '../../functions/payment-processor/payment-ledger.ts';
import type { DedupRows } from '../../functions/payment-processor/rebuild-dedup.ts';
import type { ReviewLedger } from '../../functions/payment-processor/resolve-review.ts';

/** The PaymentDedup table, as those who write it see it. */
export function inMemoryPayments({ now = () => new Date() } = {}) {
  const rows = new Map<string, PaymentRow>();
  return {
    rows,
    ledger: paymentLedger(rows),
    review: reviewLedger(rows),
    dedupRows: dedupRows(rows),
    outbox: paymentOutbox(rows, now),
  };
}

type Rows = Map<string, PaymentRow>;

function paymentLedger(rows: Rows): PaymentLedger {
  const find = ({ eventId }: PaymentRow) => {
    const row = rows.get(eventId);
    if (row === undefined) throw new Error(`there is no row ${eventId}`);
    return row;
  };
  const fenced = (claim: PaymentRow) => {
    const row = find(claim);
    return row.owner === claim.owner && row.state === 'CHARGING' ? row : undefined;
  };
  return {
    async insert(row) {
      const existing = rows.get(row.eventId);
      if (existing === undefined) rows.set(row.eventId, structuredClone(row));
      return existing?.owner === row.owner ? undefined : existing;
    },
    async takeOver(expired, { owner, leaseUntil, mayLandUntil, source }) {
      const row = fenced(expired);
      if (row?.leaseUntil !== expired.leaseUntil) return ownRow(find(expired), owner);
      const taken = {
        ...row,
        owner,
        leaseUntil,
        source,
        attempts: row.attempts + 1,
        mayLandUntil: mayLandUntil ?? row.mayLandUntil,
      };
      rows.set(row.eventId, taken);
      return taken;
    },
    async giveBack(claim, { at, attempts }) {
      const row = fenced(claim);
      if (row) rows.set(row.eventId, { ...row, leaseUntil: at, attempts });
    },
    async settle(claim, decision, decidedAt) {
      const row = fenced(claim);
      const kept = find(claim);
      if (!row) return kept.owner === claim.owner && kept.state === decision.state ? undefined : kept;
      rows.set(row.eventId, {
        ...row,
        ...decision,
        gatewayReference: decision.gatewayReference ?? row.gatewayReference,
        decidedAt,
      });
      return undefined;
    },
  };
}

const reviewLedger = (rows: Rows): ReviewLedger => ({
  async find(eventId) {
    return rows.get(eventId);
  },
  async resolve(eventId, { decision, by, reason, at }) {
    const row = rows.get(eventId);
    const resolution = { by, reason, at };
    if (row?.state !== 'IN_REVIEW') return isDeepStrictEqual(row?.resolution, resolution) ? undefined : row;
    rows.set(eventId, {
      ...row,
      ...decision,
      gatewayReference: decision.gatewayReference ?? row.gatewayReference,
      decidedAt: at,
      resolution,
    });
    return undefined;
  },
});

const dedupRows = (rows: Rows): DedupRows => ({
  async insertIfAbsent(row) {
    if (rows.has(row.eventId)) return false;
    rows.set(row.eventId, structuredClone(row));
    return true;
  },
});

/** Another try of the own write finds what the first one wrote. */
const ownRow = (row: PaymentRow, owner: string) => (row.owner === owner ? row : undefined);

const paymentOutbox = (rows: Rows, now: () => Date): Outbox => ({
  close: async () => undefined,
  async refuse({ rowKey, reason }) {
    const row = rows.get(rowKey);
    if (row === undefined || row.publishFailure) return;
    rows.set(rowKey, { ...row, publishFailure: { reason, failedAt: now().toISOString() } });
  },
});
