import { useSignal } from '@preact/signals';
import { ORDER_STATUSES, type OrdersQuery, ordersHash, ordersQueryOf } from './orders-query.ts';

/** Asks for orders; the answer has an address of its own. */
export function OrderSearch({ query }: { readonly query: URLSearchParams }) {
  const asked = useSignal<OrdersQuery>(ordersQueryOf(query));
  const change = (part: keyof OrdersQuery) => (event: Event) => {
    const field = event.currentTarget;
    if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return;
    asked.value = { ...asked.value, [part]: field.value };
  };
  const search = (event: Event) => {
    event.preventDefault();
    location.hash = ordersHash(asked.value);
  };
  const { customer, status, from, until } = asked.value;
  return (
    <search>
      <form class="row view-form" onSubmit={search}>
        <label class="wide">
          Order or customer
          <input name="customer" value={customer} placeholder="ord_… or a customer's id" onInput={change('customer')} />
        </label>
        <label>
          Status
          <select name="status" value={status} onChange={change('status')}>
            <option value="">open, and placed last</option>
            {ORDER_STATUSES.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <label>
          Placed from
          <input name="from" type="datetime-local" value={from} onInput={change('from')} />
        </label>
        <label>
          until
          <input name="until" type="datetime-local" value={until} onInput={change('until')} />
        </label>
        <button type="submit" class="button-main">
          Search
        </button>
        {query.size > 0 && <a href="#/orders">Show what is open</a>}
      </form>
    </search>
  );
}
