import { ORDER_PLACED } from '../contracts/order-placed.ts';
import { type AuditSources, isUnreadable, type ReadRow } from './audit-sources.ts';
import type { AuditedIntent, AuditedOrder, AuditedPayment, OrderEvidence, TopicEvidence } from './order-evidence.ts';

/** What was found when an order was looked at by itself. */
type Look =
  | { readonly kind: 'still'; readonly evidence: OrderEvidence }
  /** It changed meanwhile: it is on its way. */
  | { readonly kind: 'moving' }
  | { readonly kind: 'unreadable'; readonly rowKey: string; readonly reason: string };

interface LookAgainDeps extends AuditSources {
  /** Whether the topic is known to hold every record from this place on. */
  readonly covers: (receipt: AuditedOrder['receipt']) => boolean;
}

/**
 * Reads everything of one order anew. The sources of an audit are read minutes apart, while orders are paid and given back: only
 * what is still so, with rows that stand still around the look at the gateway, is no trace of the reading itself.
 */
export function lookAgain({ rows, topics, gateway, covers }: LookAgainDeps) {
  const readRows = async (orderId: string) => {
    const order = await rows.order(orderId);
    return { order, payment: await rows.payment(orderId) };
  };

  const receiptOf = async (order: AuditedOrder | undefined, first: TopicEvidence): Promise<TopicEvidence> => {
    if (order?.receipt === undefined) return first;
    const id = await topics.idAt(order.receipt);
    if (id === undefined) return { ...first, receipt: covers(order.receipt) ? 'none' : 'unknown' };
    return { ...first, receipt: id === ORDER_PLACED.eventId(order.orderId) ? 'its own' : 'another' };
  };

  const readLedger = async (first: OrderEvidence, { order, payment }: ReadableRows) => {
    const named = [payment?.intentId, payment?.reference, order?.decision?.reference];
    const intents = await readIntents(gateway, [...first.intents.map(({ id }) => id), ...named]);
    const refunds = await Promise.all(intents.filter(hasCaptured).map(({ id }) => gateway.refundsOf(id)));
    return { intents, refunds: refunds.flat() };
  };

  return async (first: OrderEvidence): Promise<Look> => {
    const before = await readRows(first.orderId);
    const unreadable = unreadableOf(before);
    if (unreadable) return { kind: 'unreadable', ...unreadable };
    const seen = readable(before);
    if (first.order !== undefined && seen.order?.version !== first.order.version) return { kind: 'moving' };
    const ledger = await readLedger(first, seen);
    const topic = await receiptOf(seen.order, first.topic);
    if (!isSame(before, await readRows(first.orderId))) return { kind: 'moving' };
    return { kind: 'still', evidence: { orderId: first.orderId, ...seen, topic, ...ledger } };
  };
}

interface Rows {
  readonly order: ReadRow<AuditedOrder> | undefined;
  readonly payment: ReadRow<AuditedPayment> | undefined;
}

const unreadableOf = ({ order, payment }: Rows) =>
  [order, payment].find((row) => row !== undefined && isUnreadable(row));

interface ReadableRows {
  readonly order: AuditedOrder | undefined;
  readonly payment: AuditedPayment | undefined;
}

const readable = ({ order, payment }: Rows): ReadableRows => ({
  order: order === undefined || isUnreadable(order) ? undefined : order,
  payment: payment === undefined || isUnreadable(payment) ? undefined : payment,
});

const isSame = (before: Rows, after: Rows) => JSON.stringify(before) === JSON.stringify(after);

const hasCaptured = ({ status }: AuditedIntent) => status === 'succeeded';

async function readIntents(gateway: AuditSources['gateway'], ids: readonly (string | null | undefined)[]) {
  const known = [...new Set(ids.filter((id) => id !== undefined && id !== null))];
  return (await Promise.all(known.map((id) => gateway.intent(id)))).filter((intent) => intent !== undefined);
}
