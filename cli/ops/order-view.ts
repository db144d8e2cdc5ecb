import * as z from 'zod/mini';
import type { Receipt } from '../../functions/contracts/cloud-event.ts';
import { ORDER_PLACED, OrderPlaced } from '../../functions/contracts/order-placed.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { EncodedRecord } from '../../functions/contracts/quarantined-record.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { orderCancelledEvent } from '../../functions/outbox-publisher/outbox-events.ts';
import { missingPaymentRow } from '../../functions/reconciler/classify-order.ts';
import { dynamoOperatorLedger } from '../../operations/dynamo-operator-ledger.ts';
import type { HeldIntent } from '../../operations/held-intents.ts';
import { fetchRecord } from './ask-kafka.ts';
import { operatorGateway } from './operator-gateway.ts';
import type { System } from './system.ts';

export interface OrderView {
  readonly order: OrderRow;
  readonly payment: PaymentRow | undefined;
  /** Null where the topic does not hold it any more; undefined where there is no receipt to look by. */
  readonly record: EncodedRecord | null | undefined;
  /** The same of the cancellation's event. */
  readonly cancelRecord: EncodedRecord | null | undefined;
  readonly gateway: GatewayView;
  /** What does not fit together; empty when all is well. */
  readonly contradictions: readonly string[];
}

/** Everything that is known of an order, read now; nothing is changed. `records: false` asks Kafka nothing. */
export async function viewOrder(
  system: System,
  orderId: string,
  { records = true }: { readonly records?: boolean } = {},
): Promise<OrderView | undefined> {
  const order = await readOrder(system, orderId);
  if (order === undefined) return undefined;
  const { receipt, cancelReceipt } = records ? receiptsOf(order) : {};
  const [payment, record, cancelRecord, gateway] = await Promise.all([
    readPayment(system, orderId),
    receipt && fetchRecord(system, receipt),
    cancelReceipt && fetchRecord(system, cancelReceipt),
    viewGateway(system, order),
  ]);
  const contradictions = [
    ...[missingPaymentRow({ order, payment })].flatMap((missing) => missing?.reason ?? []),
    ...recordContradictions('receipt', record, () => eventParts(order)),
    ...recordContradictions("cancellation's receipt", cancelRecord, () => cancellationParts(order)),
    ...gatewayContradictions(payment, gateway),
  ];
  return { order, payment, record, cancelRecord, gateway, contradictions };
}

interface OrderReceipts {
  readonly receipt?: Receipt | undefined;
  readonly cancelReceipt?: Receipt | undefined;
}

const receiptsOf = ({ receipt, receipts, cancellation }: OrderRow): OrderReceipts => ({
  receipt,
  cancelReceipt: cancellation && receipts?.[cancellation.sequence],
});

/** The order's row as it is now; undefined where there is none. */
export const readOrder = ({ dynamo, outputs }: System, orderId: string): Promise<OrderRow | undefined> =>
  dynamoOrderStore({ dynamo, table: outputs.OrdersTable }).find(orderId);

/** The payment of an order; undefined where it was never claimed. */
export const readPayment = ({ dynamo, outputs }: System, orderId: string): Promise<PaymentRow | undefined> =>
  dynamoOperatorLedger({ dynamo, table: outputs.PaymentDedupTable }).find(ORDER_PLACED.eventId(orderId));

/** A receipt must name the record that is really there. */
const recordContradictions = (
  at: string,
  record: EncodedRecord | null | undefined,
  expected: () => Parts<string>,
): string[] =>
  record
    ? differingParts(recordParts(record), expected()).map((part) => `the record at the ${at} has another ${part}`)
    : [];

const PARTS = ['key', 'ce_id', 'value'] as const;

/** What a record and an order's event have in common, as text. */
type Parts<Value> = Readonly<Record<(typeof PARTS)[number], Value>>;

export const differingParts = (found: Parts<string | null>, expected: Parts<string>) =>
  PARTS.filter((part) => found[part] !== expected[part]);

export const eventParts = (order: OrderPlaced): Parts<string> => ({
  key: order.orderId,
  ce_id: ORDER_PLACED.eventId(order.orderId),
  value: JSON.stringify(z.parse(OrderPlaced, order)),
});

function cancellationParts(order: OrderRow): Parts<string> {
  const { id, key, value } = orderCancelledEvent('')(order);
  return { key, ce_id: id, value };
}

export const recordParts = ({ key, value, headers }: EncodedRecord): Parts<string | null> => ({
  key: text(key),
  ce_id: text(headers.findLast(({ name }) => name === 'ce_id')?.value ?? null),
  value: text(value),
});

const text = (base64: string | null) => (base64 === null ? null : Buffer.from(base64, 'base64').toString());

/** How many captured charges a state allows; what a charge means before the decision is not known yet. */
const CAPTURES: Readonly<Record<PaymentRow['state'], readonly number[]>> = {
  CHARGING: [0, 1],
  IN_REVIEW: [0, 1],
  CAPTURED: [1],
  DECLINED: [0],
  VOID: [0],
  REFUND_DUE: [1],
  // A refund leaves the intent captured.
  REFUNDED: [1],
};

/** A payment may be charged once, and only in a state that says so. */
export function gatewayContradictions(
  payment: Pick<PaymentRow, 'state'> | undefined,
  { intents }: Pick<GatewayView, 'intents'>,
): string[] {
  if (intents === undefined) return [];
  const captured = intents.filter(({ status }) => status === 'succeeded').length;
  const state = payment?.state ?? 'CHARGING';
  return CAPTURES[state].includes(captured)
    ? []
    : [`the payment is ${state}: the gateway holds ${captured} captured charges`];
}

/** What the gateway holds of an order, or why that is not known. */
export interface GatewayView {
  readonly intents?: readonly Omit<HeldIntent, 'difference' | 'owner'>[];
  readonly unknown?: string;
}

type PricedOrder = Pick<OrderRow, 'orderId' | 'totalAmount' | 'currency' | 'placedAt'>;

/** Every intent at the gateway that names the order or its event. Reads only. */
export async function viewGateway(system: System, order: PricedOrder): Promise<GatewayView> {
  if (system.gateway.key === '') return { unknown: 'no key: set GATEWAY_KEY' };
  const { orderId, totalAmount: amount, currency, placedAt } = order;
  // A look belongs to no trace.
  const payment = { eventId: ORDER_PLACED.eventId(orderId), orderId, amount, currency, traceparent: '' };
  const since = new Date(Date.parse(placedAt) - CLOCK_ERROR_MS);
  const listed = await operatorGateway(system, VIEW_TIMEOUT_MS).list(payment, since);
  return listed.kind === 'listed' ? { intents: listed.intents } : { unknown: listed.reason };
}

/** A person waits, so a list may be read for longer than within a function: to see an order, and to decide a payment. */
const VIEW_TIMEOUT_MS = 60_000;

/** How far the gateway's clock may be from ours. */
const CLOCK_ERROR_MS = 300_000;
