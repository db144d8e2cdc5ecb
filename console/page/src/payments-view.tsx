import type { PaymentView } from '../../contract/console-views.ts';
import { formatCount, formatDuration } from './console-format.ts';
import { route } from './console-store.ts';
import { MomentText } from './moment-text.tsx';
import { MoneyLink, OrderLink, orderHash, StatusBadge } from './order-marks.tsx';
import { PaymentReviews } from './payment-reviews.tsx';
import { useFetched } from './use-fetched.ts';
import { EmptyNote, FetchState, TableBox } from './view-parts.tsx';

const STATES = ['CHARGING', 'IN_REVIEW', 'CAPTURED', 'DECLINED', 'VOID', 'REFUND_DUE', 'REFUNDED'] as const;

/** Rows of the dedup table: claim and payment in one. */
export function PaymentsView() {
  const state = route.value.query.get('state') ?? '';
  const path = state === '' ? '/api/payments' : `/api/payments?${new URLSearchParams({ state })}`;
  const payments = useFetched<readonly PaymentView[]>(path);
  return (
    <div class="stack">
      <h2>Payments</h2>
      <PaymentReviews />
      <section class="card">
        <div class="card-head">
          <h3>Claims and payments, parked and stuck first</h3>
          <StateChoice state={state} />
        </div>
        <FetchState of={payments} what="the payments">
          {(rows) => <PaymentsTable rows={rows} state={state} />}
        </FetchState>
      </section>
    </div>
  );
}

function StateChoice({ state }: { readonly state: string }) {
  return (
    <nav class="row" aria-label="By state">
      {['', ...STATES].map((one) => (
        <a
          key={one}
          href={one === '' ? '#/payments' : `#/payments?state=${one}`}
          aria-current={one === state ? 'true' : undefined}
          class="choice"
        >
          {one === '' ? 'all' : one}
        </a>
      ))}
    </nav>
  );
}

interface PaymentsTableProps {
  readonly rows: readonly PaymentView[];
  readonly state: string;
}

const COLUMNS = ['Order', 'State', '#Amount', 'Reason', '#Attempts', 'Due', 'Owner', '#Lease left', 'Since', 'Intent'];

function PaymentsTable({ rows, state }: PaymentsTableProps) {
  if (rows.length === 0) {
    return (
      <EmptyNote>
        {state === '' ? 'No payment was claimed yet.' : `No payment is ${state}.`} A claim is made when the processor
        reads an order.
      </EmptyNote>
    );
  }
  return (
    <>
      <TableBox label="Payments" columns={COLUMNS}>
        {rows.map((row) => (
          <PaymentRowView key={row.eventId} row={row} />
        ))}
      </TableBox>
      <p class="muted">{formatCount(rows.length)} shown.</p>
    </>
  );
}

const none = <span class="muted">-</span>;

function PaymentRowView({ row }: { readonly row: PaymentView }) {
  return (
    <tr>
      <td>
        <OrderLink orderId={row.orderId} />
      </td>
      <td>
        <StatusBadge status={row.state} />
      </td>
      <td class="number">
        <MoneyLink {...row} />
      </td>
      <td>{row.reason ?? none}</td>
      <td class="number">
        <a href={orderHash(row.orderId)}>{row.attempts}</a>
      </td>
      <td>{row.dueAt === null ? none : <MomentText at={row.dueAt} />}</td>
      <td class="mono">{row.owner ?? none}</td>
      <td class="number">{row.leaseLeft === null ? none : formatDuration(Math.max(0, row.leaseLeft) * 1000)}</td>
      <td>
        <MomentText at={row.firstAttemptAt} />
      </td>
      <td class="mono">{row.intentId ?? none}</td>
    </tr>
  );
}
