import type { OrderTimeline } from '../../contract/order-views.ts';
import { post } from './call-console.ts';
import { CommandButton } from './command-button.tsx';
import { meta } from './console-store.ts';
import { DryRunButton } from './dry-run-button.tsx';
import { CopyButton } from './evidence-panel.tsx';
import { recordHash } from './order-marks.tsx';
import { equivalentCommand } from './view-format.ts';

/** What can be done with one order, each with its command. */
export function OrderActions({ timeline }: { readonly timeline: OrderTimeline }) {
  const { order, receipt, curl } = timeline;
  const path = `/api/orders/${encodeURIComponent(order.orderId)}`;
  return (
    <section class="card" aria-label="Actions">
      <h3>Actions</h3>
      <div class="row">
        {receipt ? (
          <a class="button" href={recordHash(receipt.topic, receipt.partition, receipt.offset)}>
            Open in topic
          </a>
        ) : (
          <span class="muted">No receipt yet: the topic does not hold its event.</span>
        )}
        {order.status === 'IN_REVIEW' && (
          <a class="button" href="#/payments">
            Resolve the review
          </a>
        )}
        <CopyButton text={curl} of={curl} label="Copy curl" />
      </div>
      <div class="columns">
        <DryRunButton
          label="Publish again"
          command={equivalentCommand(meta.value, 'requeue', order.orderId)}
          act={(dryRun) => post(`${path}/requeue`, { dryRun })}
        />
        <DryRunButton
          label="Try payment now"
          command={equivalentCommand(meta.value, 'retry', order.orderId)}
          act={(dryRun) => post(`${path}/retry`, { dryRun })}
        />
        <CommandButton
          label="Cancel order"
          kind="danger"
          command={`curl -s -X POST ${cancelUrl(order.orderId)} -H 'idempotency-key: cancel-${order.orderId}'`}
          confirm="A payment that was captured is refunded. A cancellation cannot be taken back."
          onRun={() => post(`${path}/cancel`, {})}
          disabledBy={CANCELLED.includes(order.status) ? `It is ${order.status}.` : undefined}
        />
      </div>
    </section>
  );
}

const CANCELLED = ['CANCELLED', 'REFUNDED'];

/** Whether the address given ends at the API or at its orders. */
function cancelUrl(orderId: string): string {
  const url = (meta.value?.ordersUrl ?? '').replace(/\/$/, '');
  return `${url.endsWith('/orders') ? url : `${url}/orders`}/${orderId}/cancel`;
}
