import { useSignal } from '@preact/signals';
import type { ReviewView } from '../../contract/console-views.ts';
import { post } from './call-console.ts';
import { formatCount } from './console-format.ts';
import { meta } from './console-store.ts';
import { DryRunButton } from './dry-run-button.tsx';
import { EvidencePanel } from './evidence-panel.tsx';
import { OrderLink } from './order-marks.tsx';
import { useFetched } from './use-fetched.ts';
import { equivalentCommand, moneyText } from './view-format.ts';
import { FetchState, OutcomeBadge, TableBox } from './view-parts.tsx';

/** Payments that wait for a person: what the gateway holds beside what we hold, and the decision. */
export function PaymentReviews() {
  const reviews = useFetched<readonly ReviewView[]>('/api/reviews');
  return (
    <section class="stack" aria-label="Reviews">
      <FetchState of={reviews} what="the reviews">
        {(all) =>
          all.length === 0 ? (
            <p class="finding finding-ok">
              <span>
                <OutcomeBadge outcome="ok" text="no review" /> No payment waits for a person.
              </span>
            </p>
          ) : (
            <>
              <h3>{formatCount(all.length)} in review: a person decides</h3>
              {all.map((review) => (
                <ReviewCard key={review.payment.eventId} review={review} />
              ))}
            </>
          )
        }
      </FetchState>
    </section>
  );
}

function ReviewCard({ review }: { readonly review: ReviewView }) {
  const { payment, unknown } = review;
  return (
    <article class="card finding-problem" aria-label={`Review of ${payment.orderId}`}>
      <div class="card-head">
        <OrderLink orderId={payment.orderId} />
        <span>{payment.reason ?? 'No reason is recorded.'}</span>
      </div>
      <ReviewTable review={review} />
      {unknown !== undefined && <p class="banner">What the gateway holds is not known: {unknown}</p>}
      <details>
        <summary>Our row</summary>
        <EvidencePanel
          title={`Payment ${payment.eventId}`}
          evidence={[{ title: 'PaymentDedup', kind: 'json', content: payment }]}
        />
      </details>
      <ResolveForm orderId={payment.orderId} />
    </article>
  );
}

const COLUMNS = ['Held by', 'Intent', 'State', '#Amount', 'Differs'];

function ReviewTable({ review: { payment, gateway } }: { readonly review: ReviewView }) {
  const differs = (amount: number, currency: string) =>
    amount !== payment.amount || currency.toUpperCase() !== payment.currency.toUpperCase();
  return (
    <TableBox label={`What we and the gateway hold of ${payment.orderId}`} columns={COLUMNS}>
      <tr>
        <th scope="row">we</th>
        <td class="mono">{payment.intentId ?? 'none recorded'}</td>
        <td>{payment.state}</td>
        <td class="number">{moneyText(payment.amount, payment.currency)}</td>
        <td />
      </tr>
      {gateway.map(({ id, status, amount, currency }) => (
        <tr key={id}>
          <th scope="row">the gateway</th>
          <td class="mono">{id}</td>
          <td>{status}</td>
          <td class="number">{moneyText(amount, currency)}</td>
          <td>{differs(amount, currency) && <OutcomeBadge outcome="failed" text="another amount" />}</td>
        </tr>
      ))}
    </TableBox>
  );
}

function ResolveForm({ orderId }: { readonly orderId: string }) {
  const reason = useSignal('');
  const given = reason.value.trim();
  return (
    <div class="stack">
      <label>
        Reason, kept with the payment
        <input
          value={reason.value}
          placeholder="what you found out, and where"
          onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
        />
      </label>
      <DryRunButton
        label="Resolve"
        command={equivalentCommand(
          meta.value,
          'review',
          'resolve',
          orderId,
          '--reason',
          given || '…',
          '--by',
          'console',
        )}
        act={(dryRun) => post(`/api/reviews/${encodeURIComponent(orderId)}/resolve`, { reason: given, dryRun })}
        disabledBy={given === '' ? 'Give a reason first.' : undefined}
      />
    </div>
  );
}
