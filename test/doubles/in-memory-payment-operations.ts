import { isDeepStrictEqual } from 'node:util';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { PaymentIdentity } from '../../functions/payments/payment-gateway.ts';
import { dueShardOf } from '../../functions/payments/payment-rows.ts';
import { changeOf } from '../../functions/payments/payment-updates.ts';
import type { DueIndex } from '../../functions/reconciler/reconcile-orders.ts';
import type { HeldIntent, HeldIntents, HeldResponse } from '../../operations/held-intents.ts';
import type { RestoredRows } from '../../operations/rebuilt-row.ts';
import type { ReviewLedger } from '../../operations/resolve-review.ts';
import type { RetryLedger } from '../../operations/retry-payment.ts';

type Rows = Map<string, PaymentRow>;

/** The PaymentDedup table, as an operator's commands see it. */
export const inMemoryOperatorLedger = (rows: Rows): ReviewLedger & RetryLedger => ({
  async find(eventId) {
    return rows.get(eventId);
  },
  async resolve(seen, { decision, by, reason, at }) {
    const row = rows.get(seen.eventId);
    const resolution = { by, reason, at };
    if (row === undefined) throw new Error(`there is no row ${seen.eventId}`);
    const isAsSeen = row.intentId === seen.intentId && row.cancelRequested === seen.cancelRequested;
    if (row.state !== 'IN_REVIEW' || !isAsSeen) return isDeepStrictEqual(row.resolution, resolution) ? undefined : row;
    const intentId = row.intentId ?? decision.gatewayReference;
    const change = changeOf(seen, decision, at);
    const { parkReason, parkedSince, ...unparked } = row;
    const before = change.state === 'REFUND_DUE' ? unparked : row;
    rows.set(row.eventId, { ...before, ...plain({ ...change, intentId, resolution }) });
    return undefined;
  },
  async dueNow({ eventId }, now) {
    const row = rows.get(eventId);
    if (row?.state !== 'CHARGING' && row?.state !== 'REFUND_DUE') return row;
    rows.set(eventId, { ...row, dueAt: now, dueShard: dueShardOf(eventId) });
    return undefined;
  },
});

/** The table while it is rebuilt. */
export const inMemoryRestoredRows = (rows: Rows): RestoredRows => ({
  async find(eventId) {
    return rows.get(eventId);
  },
  async insert(row) {
    if (rows.has(row.eventId)) return isDeepStrictEqual(rows.get(row.eventId), plain(row));
    rows.set(row.eventId, plain(row));
    return true;
  },
  async change(seen, change) {
    const row = rows.get(seen.eventId);
    if (row === undefined) return false;
    const isAsSeen = row.state === seen.state && row.owner === seen.owner && row.leaseUntil === seen.leaseUntil;
    if (!isAsSeen) return isDeepStrictEqual({ ...row, ...change }, row);
    const { dueAt, dueShard, ...rest } = row;
    rows.set(row.eventId, { ...(change.state === undefined ? row : rest), ...change });
    return true;
  },
});

/** The index of due payments; it never lags. */
export const inMemoryDueIndex = (rows: Rows): DueIndex => ({
  async first(limit) {
    return [...rows.values()]
      .flatMap(({ eventId, dueAt }) => (dueAt === undefined ? [] : [{ eventId, dueAt }]))
      .sort((one, other) => one.dueAt.localeCompare(other.dueAt))
      .slice(0, limit);
  },
});

/** JSON drops what is undefined; null is no attribute. */
const plain = (row: object): PaymentRow => JSON.parse(JSON.stringify(row, (_name, part: unknown) => part ?? undefined));

/** An intent at the gateway: of an order, unless a person made it there. */
export interface PlacedIntent extends HeldIntent {
  readonly orderId?: string;
  /** In milliseconds. */
  readonly createdAt: number;
}

/** The gateway's intents by their ids. What is open can be cancelled, what is processing can not. */
export function inMemoryHeldIntents(intents: Map<string, PlacedIntent>): HeldIntents {
  const held = (intent: PlacedIntent | undefined, { orderId }: PaymentIdentity): HeldResponse =>
    intent === undefined ? { kind: 'missing' } : { kind: 'held', intent: seenBy(intent, orderId) };
  return {
    find: async (id, payment) => held(intents.get(id), payment),
    async cancel(id, payment) {
      const intent = intents.get(id);
      if (intent?.status.startsWith('requires_')) intents.set(id, { ...intent, status: 'canceled' });
      return held(intents.get(id), payment);
    },
    async list({ orderId }, since) {
      const all = [...intents.values()].filter((intent) => intent.createdAt >= since.getTime());
      const own = all.filter((intent) => intent.orderId === orderId);
      return { kind: 'listed', intents: own.map((intent) => seenBy(intent, orderId)) };
    },
  };
}

function seenBy({ orderId, createdAt: _, ...intent }: PlacedIntent, asker: string): HeldIntent {
  const owner = orderId === undefined ? 'nobody' : orderId === asker ? 'this' : 'another';
  return { ...intent, owner };
}
