import type { OrderSummary, OrdersPage, UnreadableOrder } from '../../contract/order-views.ts';
import { route } from './console-store.ts';
import { MomentText } from './moment-text.tsx';
import { MoneyLink, OrderLink, StatusBadge, UNREADABLE, WaitsFor } from './order-marks.tsx';
import { OrderSearch } from './order-search.tsx';
import { OrderTimelineView } from './order-timeline-view.tsx';
import { ordersPath } from './orders-query.ts';
import { useFetched } from './use-fetched.ts';
import { EmptyNote, FetchState, TableBox } from './view-parts.tsx';

/** The order that the address names, or orders by what it asks for; by default what is open, and what was placed last. */
export function OrdersView() {
  const { id, query } = route.value;
  return id === null ? <OrdersSearched query={query} /> : <OrderTimelineView key={id} orderId={id} />;
}

function OrdersSearched({ query }: { readonly query: URLSearchParams }) {
  const found = useFetched<OrdersPage>(ordersPath(query));
  return (
    <div class="stack">
      <h2>Orders</h2>
      <OrderSearch key={query.toString()} query={query} />
      <FetchState of={found} what="the orders">
        {(page) => <OrdersTable page={page} isAll={query.size === 0} />}
      </FetchState>
    </div>
  );
}

function OrdersTable({ page, isAll }: { readonly page: OrdersPage; readonly isAll: boolean }) {
  if (page.orders.length + page.unreadable.length === 0) {
    return (
      <EmptyNote>
        {isAll ? 'No order was placed yet. ' : 'No order matches. '}
        {isAll ? <a href="#/flow">Place one on the Flow page</a> : <a href="#/orders">Show what is open</a>}.{' '}
        {page.found}
      </EmptyNote>
    );
  }
  return (
    <div class="card">
      <TableBox label="Orders" columns={['Order', 'Status', 'Waits for', '#Amount', 'Customer', 'Placed']}>
        {page.unreadable.map((order) => (
          <UnreadableRowView key={order.orderId} order={order} />
        ))}
        {page.orders.map((order) => (
          <OrderRowView key={order.orderId} order={order} />
        ))}
      </TableBox>
      <p class="muted">
        {page.orders.length + page.unreadable.length} shown. {page.found}
      </p>
    </div>
  );
}

function UnreadableRowView({ order: { orderId, problem } }: { readonly order: UnreadableOrder }) {
  return (
    <tr>
      <td>
        <OrderLink orderId={orderId} />
      </td>
      <td>
        <StatusBadge status={UNREADABLE} />
      </td>
      <td colSpan={4}>{problem}</td>
    </tr>
  );
}

function OrderRowView({ order }: { readonly order: OrderSummary }) {
  const { orderId, status, customerId, placedAt } = order;
  return (
    <tr>
      <td>
        <OrderLink orderId={orderId} />
      </td>
      <td>
        <StatusBadge status={status} />
      </td>
      <td>
        <WaitsFor order={order} />
      </td>
      <td class="number">
        <MoneyLink orderId={orderId} amount={order.totalAmount} currency={order.currency} />
      </td>
      <td>
        <a href={`#/orders?${new URLSearchParams({ customer: customerId })}`}>{customerId}</a>
      </td>
      <td>
        <MomentText at={placedAt} />
      </td>
    </tr>
  );
}
