import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import type { CloudEvent } from '../../../functions/contracts/cloud-event.ts';
import { ORDER_CANCELLED } from '../../../functions/contracts/order-cancelled.ts';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { type OrderRow, STATUS_RANK } from '../../../functions/contracts/order-row.ts';
import { PAYMENT_DECIDED, PaymentDecided } from '../../../functions/contracts/payment-decided.ts';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';

interface TableRows {
  readonly orders: ReadonlyMap<string, OrderRow>;
  readonly payments: ReadonlyMap<string, PaymentRow>;
}

/** Checks each event as it comes to its topic: it must agree with its row, and with every other copy of it. */
export function eventLaws({ orders, payments }: TableRows, wrong: string[]) {
  const events = new Map<string, CloudEvent>();
  const isOfRow: Readonly<Record<string, (event: CloudEvent) => boolean>> = {
    [ORDER_PLACED.topic]: ({ key }) => orders.has(key),
    [ORDER_CANCELLED.topic]: ({ key }) => orders.get(key)?.cancellation !== undefined,
    [PAYMENT_DECIDED.topic]: ({ value }) => isDecisionOf(decisionIn(value), payments),
  };
  return (event: CloudEvent) => {
    if (isOfRow[event.topic]?.(event) !== true) wrong.push(`the event ${event.id} does not match its row`);
    const known = events.get(event.id) ?? event;
    if (!isDeepStrictEqual(known, event)) wrong.push(`the copies of the event ${event.id} differ`);
    events.set(event.id, known);
  };
}

const decisionIn = (value: string) => z.parse(PaymentDecided, JSON.parse(value));

const LATER: Readonly<Record<PaymentDecided['state'], readonly PaymentRow['state'][]>> = {
  CAPTURED: ['CAPTURED', 'REFUND_DUE', 'REFUNDED'],
  DECLINED: ['DECLINED'],
  IN_REVIEW: ['IN_REVIEW'],
  VOID: ['VOID'],
  REFUNDED: ['REFUNDED'],
};

function isDecisionOf({ orderEventId, state, amount, currency }: PaymentDecided, payments: TableRows['payments']) {
  const row = payments.get(orderEventId);
  return row !== undefined && LATER[state].includes(row.state) && row.amount === amount && row.currency === currency;
}

/** Whether the work of an event that its consumer group has gone past is done, or written down to be done. */
export function isDone({ topic, key, value }: CloudEvent, { orders, payments }: TableRows): boolean {
  switch (topic) {
    case ORDER_PLACED.topic:
      return isInHand(payments.get(ORDER_PLACED.eventId(key)));
    case ORDER_CANCELLED.topic:
      return knowsCancellation(payments.get(ORDER_PLACED.eventId(key)));
    default:
      return isBrought(decisionIn(value), orders.get(key));
  }
}

const isInHand = (row: PaymentRow | undefined) =>
  row !== undefined && (row.state !== 'CHARGING' || row.dueAt !== undefined);

const knowsCancellation = (row: PaymentRow | undefined) =>
  row !== undefined &&
  (row.state === 'CHARGING' || row.state === 'IN_REVIEW' ? row.cancelRequested === true : row.state !== 'CAPTURED');

const RANK_OF = {
  CAPTURED: 'PAID',
  DECLINED: 'DECLINED',
  IN_REVIEW: 'IN_REVIEW',
  VOID: 'CANCELLED',
  REFUNDED: 'REFUNDED',
} as const;

const isBrought = ({ state }: PaymentDecided, order: OrderRow | undefined) =>
  order !== undefined && STATUS_RANK[order.status] >= STATUS_RANK[RANK_OF[state]];
