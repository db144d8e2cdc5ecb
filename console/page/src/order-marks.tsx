import type { OrderSummary } from '../../contract/order-views.ts';
import { moneyText } from './view-format.ts';
import { type Outcome, OutcomeBadge } from './view-parts.tsx';

/** In the place of a status that is not known. */
export const UNREADABLE = "CAN'T BE READ";

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  [UNREADABLE]: 'failed',
  PAID: 'ok',
  CAPTURED: 'ok',
  REFUNDED: 'ok',
  PLACED: 'waiting',
  CHARGING: 'waiting',
  REFUND_DUE: 'waiting',
  IN_REVIEW: 'failed',
  DECLINED: 'note',
  CANCELLED: 'note',
  VOID: 'note',
};

/** The status of an order, or the state of a payment. */
export const StatusBadge = ({ status }: { readonly status: string }) => (
  <OutcomeBadge outcome={OUTCOMES[status] ?? 'note'} text={status} />
);

const OPEN = ['PLACED', 'IN_REVIEW'];

/** Why an order is open; a paid one may wait for its refund. */
export function WaitsFor({ order: { status, waitsFor } }: { readonly order: OrderSummary }) {
  if (waitsFor !== undefined) return <span>{waitsFor}</span>;
  return <span class="muted">{OPEN.includes(status) ? 'its next step' : 'nothing: final'}</span>;
}

export const orderHash = (orderId: string) => `#/orders/${encodeURIComponent(orderId)}`;

export const recordHash = (topic: string, partition: number, offset: number) =>
  `#/topics/${encodeURIComponent(topic)}?${new URLSearchParams({ partition: String(partition), offset: String(offset) })}`;

export const OrderLink = ({ orderId }: { readonly orderId: string }) => (
  <a class="mono" href={orderHash(orderId)}>
    {orderId}
  </a>
);

/** An amount, which leads to what it is the amount of. */
export const MoneyLink = (of: { readonly orderId: string; readonly amount: number; readonly currency: string }) => (
  <a href={orderHash(of.orderId)}>{moneyText(of.amount, of.currency)}</a>
);
