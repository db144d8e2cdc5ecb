import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { Outbox } from '../../functions/outbox/outbox.ts';
import type { DuePayments } from '../../functions/payment-retrier/retry-due-payments.ts';
import type { Claim, Decision, PaymentLedger } from '../../functions/payments/payment-ledger.ts';
import { dueShardOf } from '../../functions/payments/payment-rows.ts';
import { changeOf } from '../../functions/payments/payment-updates.ts';
import { inMemoryCancellations, inMemoryRefunds } from './in-memory-cancellations.ts';

/** The PaymentDedup table, as those who write it see it. */
export function inMemoryPayments({ now = () => new Date() } = {}) {
  const rows = new Map<string, PaymentRow>();
  const ledger = paymentLedger(rows);
  const cancellations = inMemoryCancellations(rows, ledger);
  const refunds = inMemoryRefunds(rows);
  return { rows, ledger, cancellations, refunds, due: duePayments(rows), outbox: paymentOutbox(rows, now) };
}

type Rows = Map<string, PaymentRow>;

function paymentLedger(rows: Rows): PaymentLedger {
  const there = (eventId: string) => {
    const row = rows.get(eventId);
    if (row === undefined) throw new Error(`there is no row ${eventId}`);
    return row;
  };
  /** Changes a row that the condition holds for; answers the row in the way, unless the own write made it so. */
  const change = (eventId: string, { when, to, own }: Change): PaymentRow | undefined => {
    const row = there(eventId);
    if (!when(row)) return own?.(row) ? undefined : row;
    rows.set(eventId, withoutUndefined(to(row)));
    return undefined;
  };
  const isClaimed =
    ({ owner }: Claim) =>
    (row: PaymentRow) =>
      row.owner === owner && row.state === 'CHARGING';

  return {
    async find(eventId) {
      return rows.get(eventId);
    },
    async insert(row) {
      const existing = rows.get(row.eventId);
      if (existing === undefined) rows.set(row.eventId, withoutUndefined(row));
      return existing?.owner === row.owner ? undefined : existing;
    },
    async takeOver(seen, takeover) {
      const isAsSeen = (row: PaymentRow) => row.owner === seen.owner && row.leaseUntil === seen.leaseUntil;
      const obstacle = change(seen.eventId, {
        when: (row) => row.state === 'CHARGING' && isAsSeen(row),
        to: (row) => ({ ...row, ...takeover, attempts: row.attempts + 1 }),
        own: ({ owner }) => owner === takeover.owner,
      });
      return obstacle ? { obstacle } : { claim: there(seen.eventId) };
    },
    async recordIntent(claim, intentId) {
      return change(claim.eventId, {
        when: (row) => isClaimed(claim)(row) && row.intentId === undefined,
        to: (row) => ({ ...row, intentId }),
        own: (row) => isClaimed(claim)(row) && row.intentId === intentId,
      });
    },
    async decide(claim, decision, decidedAt) {
      const { state } = changeOf(claim, decision, decidedAt);
      return change(claim.eventId, {
        when: (row) =>
          isClaimed(claim)(row) &&
          row.intentId === claim.intentId &&
          (row.cancelRequested ?? false) === (claim.cancelRequested ?? false),
        to: (row) => decided(row, { claim, decision, decidedAt }),
        own: (row) => row.owner === claim.owner && row.state === state,
      });
    },
    async park(claim, { dueAt, reason, now }) {
      return change(claim.eventId, {
        when: isClaimed(claim),
        to: (row) => ({
          ...row,
          ...due(row, dueAt),
          leaseUntil: now,
          parkReason: reason,
          parkedSince: row.parkedSince ?? now,
        }),
      });
    },
    async release(claim, now) {
      return change(claim.eventId, {
        when: (row) => isClaimed(claim)(row) && row.leaseUntil === claim.leaseUntil,
        to: (row) => ({ ...row, leaseUntil: now, attempts: row.attempts - 1 }),
        own: (row) => isClaimed(claim)(row) && row.leaseUntil === now,
      });
    },
    async dueAfterLease({ eventId, leaseUntil }) {
      change(eventId, {
        when: ({ state }) => state === 'CHARGING',
        to: (row) => ({ ...row, ...due(row, leaseUntil) }),
      });
    },
  };
}

interface Change {
  readonly when: (row: PaymentRow) => boolean;
  readonly to: (row: PaymentRow) => PaymentRow;
  readonly own?: (row: PaymentRow) => boolean;
}

interface Deciding {
  readonly claim: Claim;
  readonly decision: Decision;
  readonly decidedAt: string;
}

function decided({ dueAt: _, dueShard: __, ...row }: PaymentRow, { claim, decision, decidedAt }: Deciding): PaymentRow {
  const change = changeOf(claim, decision, decidedAt);
  const facts = Object.entries(change).filter(([, value]) => value !== null && value !== undefined);
  const { parkReason, parkedSince, ...unparked } = row;
  return { ...(change.state === 'REFUND_DUE' ? unparked : row), ...Object.fromEntries(facts) };
}

const due = ({ eventId }: PaymentRow, dueAt: string) => ({ dueAt, dueShard: dueShardOf(eventId) });

const withoutUndefined = (row: PaymentRow): PaymentRow => JSON.parse(JSON.stringify(row));

/** The index never lags here; a page is all that is due. */
const duePayments = (rows: Rows): DuePayments => ({
  async page(dueBy) {
    const all = [...rows.values()].flatMap(({ eventId, dueAt }) => (dueAt === undefined ? [] : [{ eventId, dueAt }]));
    const isDue = ({ dueAt }: { readonly dueAt: string }) => dueAt <= dueBy.toISOString();
    const inOrder = all.filter(isDue).sort((one, other) => one.dueAt.localeCompare(other.dueAt));
    return { eventIds: inOrder.map(({ eventId }) => eventId), next: undefined };
  },
  async find(eventId) {
    return rows.get(eventId);
  },
});

const paymentOutbox = (rows: Rows, now: () => Date): Outbox => ({
  pending: async () => new Set([1]),
  close: async () => undefined,
  async refuse({ rowKey, reason }) {
    const row = rows.get(rowKey);
    if (row === undefined || row.publishFailure) return;
    rows.set(rowKey, { ...row, publishFailure: { reason, failedAt: now().toISOString() } });
  },
});
