/** What orders can be searched by: the names of the route, and of the page's address. */
export interface OrdersQuery {
  readonly status: string;
  readonly customer: string;
  /** As the form's fields have it, by the reader's clock: `2026-11-29T21:40`. */
  readonly from: string;
  readonly until: string;
}

/** Statuses of an order, in the order of its life. */
export const ORDER_STATUSES = ['PLACED', 'IN_REVIEW', 'PAID', 'DECLINED', 'CANCELLED', 'REFUNDED'] as const;

const PARTS = ['status', 'customer', 'from', 'until'] as const;

export const ordersQueryOf = (query: URLSearchParams): OrdersQuery => ({
  status: query.get('status') ?? '',
  customer: query.get('customer') ?? '',
  from: query.get('from') ?? '',
  until: query.get('until') ?? '',
});

/** The address of what was asked for: an order's id leads straight to its timeline. */
export function ordersHash(asked: OrdersQuery): string {
  const typed = asked.customer.trim();
  if (typed.startsWith('ord_')) return `#/orders/${encodeURIComponent(typed)}`;
  const query = new URLSearchParams();
  for (const part of PARTS) {
    const value = asked[part].trim();
    if (value !== '') query.set(part, value);
  }
  return query.size === 0 ? '#/orders' : `#/orders?${query}`;
}

/** The path of the server's route for the address; a time that cannot be read is left out. */
export function ordersPath(address: URLSearchParams): string {
  const query = new URLSearchParams();
  for (const part of PARTS) {
    const value = address.get(part) ?? '';
    const sent = part === 'from' || part === 'until' ? isoOf(value) : value;
    if (sent !== '') query.set(part, sent);
  }
  return query.size === 0 ? '/api/orders' : `/api/orders?${query}`;
}

/** An ISO time of a moment by the reader's clock; empty where it is none. */
export function isoOf(local: string): string {
  const moment = new Date(local);
  return Number.isNaN(moment.getTime()) ? '' : moment.toISOString();
}
