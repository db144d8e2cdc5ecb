import * as z from 'zod/mini';
import { ORDER_PLACED, OrderPlaced } from '../../functions/contracts/order-placed.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import type { EncodedRecord } from '../../functions/contracts/quarantine.ts';
import { missingPaymentRow } from '../../functions/reconciler/judge-order.ts';
import { type GatewayView, viewGateway } from './gateway-view.ts';
import { readRecord } from './kafka.ts';
import { readOrder, readPayment } from './rows.ts';
import type { System } from './system.ts';

export interface OrderView {
  readonly order: OrderRow;
  readonly payment: PaymentRow | undefined;
  /** Null where the topic does not hold it any more; undefined where there is no receipt to look by. */
  readonly record: EncodedRecord | null | undefined;
  readonly gateway: GatewayView;
  /** What does not fit together; empty when all is well. */
  readonly contradictions: readonly string[];
}

/** Everything that is known of an order, read now; nothing is changed. */
export async function viewOrder(system: System, orderId: string): Promise<OrderView | undefined> {
  const order = await readOrder(system, orderId);
  if (order === undefined) return undefined;
  const [payment, record, gateway] = await Promise.all([
    readPayment(system, orderId),
    order.receipt && readRecord(system, order.receipt),
    viewGateway(system, order),
  ]);
  const contradictions = [
    ...[missingPaymentRow({ order, payment })].flatMap((missing) => missing?.reason ?? []),
    ...recordContradictions(order, record),
    ...gatewayContradictions(payment, gateway),
  ];
  return { order, payment, record, gateway, contradictions };
}

/** A receipt must name the record that is really there. */
function recordContradictions(order: OrderRow, record: EncodedRecord | null | undefined): string[] {
  if (!record) return [];
  const eventId = record.headers.findLast(({ name }) => name === 'ce_id')?.value ?? null;
  const expected = {
    key: order.orderId,
    ce_id: ORDER_PLACED.eventId(order.orderId),
    value: JSON.stringify(z.parse(OrderPlaced, order)),
  };
  const found = { key: text(record.key), ce_id: text(eventId), value: text(record.value) };
  return (['key', 'ce_id', 'value'] as const)
    .filter((part) => found[part] !== expected[part])
    .map((part) => `the record at the receipt has another ${part}`);
}

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
