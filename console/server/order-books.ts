import { isForeignOrder } from '../../functions/contracts/foreign-order.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import { isSettled } from '../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { EncodedRecord } from '../../functions/contracts/quarantined-record.ts';
import { REDRIVE_HEADERS } from '../../functions/contracts/quarantined-record.ts';
import type { Books, EdgeId } from '../contract/live-events.ts';

/** What the books keep of an order's row and its payment's. */
export interface OrderEntry extends Pick<OrderRow, 'orderId' | 'status' | 'outbox' | 'receipt' | 'cancellation'> {
  readonly payment: Pick<PaymentRow, 'state' | 'dueAt'> | undefined;
}

/** What the gateway holds. */
export interface LedgerEntry {
  readonly id: string;
  readonly orderId: string;
  readonly status: string;
  /** Seconds since the epoch. */
  readonly created: number;
}

interface Counted {
  readonly settled: boolean;
  readonly published: boolean;
  readonly inReview: boolean;
  readonly parked: boolean;
  readonly paid: boolean;
  readonly receipt: OrderRow['receipt'];
  /** As `performance.now()` gives it. */
  readonly readAt: number;
}

export interface OrderBooks {
  /** @returns what the order has passed since its row was read last. */
  order(entry: OrderEntry): readonly EdgeId[];
  record(record: EncodedRecord): void;
  charge(entry: LedgerEntry): void;
  /** All of the ledger is known as it was at this time, as `performance.now()` gives it. */
  ledgerRead(at: number): void;
  /** Orders that are to be read again: they were open, or are known from the topic alone. */
  unsettled(): readonly string[];
  /** Where the topic is read up to: the next offset of each partition. */
  nextOffsets(): ReadonlyMap<number, number>;
  /** Whether this record in quarantine was put back: `<topic>-<partition>@<offset>`. */
  wasPutBack(place: string): boolean;
  totals(known: Known): Books;
}

interface Known {
  readonly at: number;
  readonly since: number | null;
  readonly deadLetters: number;
  /** Whether the gateway's ledger was read. */
  readonly ledger: boolean;
}

const MOST_SUSPECTS = 20;

/** Compares what the stores say of every order: the table, the topic, the payments and the gateway's ledger. */
export function orderBooks(): OrderBooks {
  const orders = new Map<string, Counted>();
  const records = new Map<string, number>();
  const offsets = partitionOffsets();
  const putBack = new Set<string>();
  const captures = capturesByOrder();

  const isUncharged = ([orderId, { paid, readAt }]: [string, Counted]) =>
    paid && readAt < captures.readAt() && captures.of(orderId) === 0;
  /** Another system's order has no row: its charge has nothing to be compared with. */
  const isOurs = (orderId: string) => !(isForeignOrder(orderId) && records.has(orderId));
  const isUnpublished = ([orderId, { receipt }]: [string, Counted]) =>
    receipt !== undefined && offsets.covers(receipt) && !records.has(orderId);

  return {
    order(entry) {
      const [before, now] = [orders.get(entry.orderId), counted(entry)];
      orders.set(entry.orderId, now);
      return edgesBetween(before, now);
    },
    record(record) {
      offsets.seen(record);
      const orderId = Buffer.from(record.key ?? '', 'base64').toString();
      records.set(orderId, (records.get(orderId) ?? 0) + 1);
      const from = record.headers.find(({ name }) => name === REDRIVE_HEADERS.from)?.value;
      if (from) putBack.add(Buffer.from(from, 'base64').toString());
    },
    charge: captures.seen,
    ledgerRead: captures.read,
    unsettled: () => [
      ...[...orders].flatMap(([orderId, { settled }]) => (settled ? [] : [orderId])),
      ...[...records.keys()].filter((orderId) => !isForeignOrder(orderId) && !orders.has(orderId)),
    ],
    nextOffsets: offsets.next,
    wasPutBack: (place) => putBack.has(place),
    totals: ({ ledger, ...known }) => ({
      ...known,
      ...sums([...orders], records),
      ...suspicions(
        [...orders].filter((order) => isUnpublished(order) || isUncharged(order)).map(([orderId]) => orderId),
        ledger ? captures.double() : null,
      ),
      captured: ledger ? captures.total(isOurs) : null,
    }),
  };
}

function sums(orders: readonly [string, Counted][], records: ReadonlyMap<string, number>) {
  const count = (is: (order: Counted) => boolean) => orders.filter(([, order]) => is(order)).length;
  const settled = count((order) => order.settled);
  return {
    accepted: orders.length,
    published: orders.filter(([orderId, { published }]) => published || records.has(orderId)).length,
    settled,
    open: orders.length - settled,
    inReview: count(({ inReview }) => inReview),
    parked: count(({ parked }) => parked),
    paid: count(({ paid }) => paid),
    copies: [...records.values()].reduce((sum, times) => sum + times - 1, 0),
  };
}

const suspicions = (lost: readonly string[], double: readonly string[] | null) => ({
  lost: lost.length,
  double: double?.length ?? null,
  suspects: [...lost, ...(double ?? [])].slice(0, MOST_SUSPECTS),
});

const counted = (entry: OrderEntry): Counted => ({
  settled: isSettled(entry),
  published: entry.receipt !== undefined || entry.outbox?.entries['1'] === undefined,
  inReview: entry.status === 'IN_REVIEW' || entry.payment?.state === 'IN_REVIEW',
  parked: entry.payment?.dueAt !== undefined,
  paid: entry.status === 'PAID' || entry.status === 'REFUNDED',
  receipt: entry.receipt,
  readAt: performance.now(),
});

const edgesBetween = (before: Counted | undefined, now: Counted): EdgeId[] => [
  ...(before === undefined ? ['accept' as const] : []),
  ...(now.published && !before?.published ? ['publish' as const] : []),
  ...(now.settled && !before?.settled ? ['settle' as const] : []),
];

/** What was read of each partition: a receipt before it proves nothing, since retention may have deleted its record. */
function partitionOffsets() {
  const first = new Map<number, number>();
  const next = new Map<number, number>();
  return {
    seen({ partition, offset }: EncodedRecord) {
      if (!first.has(partition)) first.set(partition, offset);
      next.set(partition, offset + 1);
    },
    covers: ({ partition, offset }: NonNullable<OrderRow['receipt']>) =>
      offset >= (first.get(partition) ?? Number.POSITIVE_INFINITY) && offset < (next.get(partition) ?? 0),
    next: () => next,
  };
}

function capturesByOrder() {
  const captured = new Map<string, Set<string>>();
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    readAt: () => readAt,
    read(at: number) {
      readAt = at;
    },
    seen({ id, orderId, status }: LedgerEntry) {
      if (status !== 'succeeded') return;
      captured.set(orderId, (captured.get(orderId) ?? new Set()).add(id));
    },
    of: (orderId: string) => captured.get(orderId)?.size ?? 0,
    total: (counts: (orderId: string) => boolean) =>
      [...captured].reduce((sum, [orderId, own]) => sum + (counts(orderId) ? own.size : 0), 0),
    double: () => [...captured].filter(([, own]) => own.size > 1).map(([orderId]) => orderId),
  };
}
