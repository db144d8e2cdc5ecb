import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Bar, OrderTimeline, StoredOrder } from '../../contract/order-views.ts';
import { EvidencePanel } from './evidence-panel.tsx';
import { FindingList } from './finding-list.tsx';
import { MomentText } from './moment-text.tsx';
import { OrderActions } from './order-actions.tsx';
import { StatusBadge, UNREADABLE, WaitsFor } from './order-marks.tsx';
import { TimelineChart } from './timeline-chart.tsx';
import { useFetched } from './use-fetched.ts';
import { moneyText } from './view-format.ts';
import { EmptyNote, FetchState } from './view-parts.tsx';

/** One order from end to end: why it is not done, what happened, the evidence, and what can be done. */
export function OrderTimelineView({ orderId }: { readonly orderId: string }) {
  const fetched = useFetched<OrderTimeline | StoredOrder>(`/api/orders/${encodeURIComponent(orderId)}`, {
    isTouchedBy: ({ steps }) => steps.some((step) => step.orderId === orderId),
    atMost: 3_000,
  });
  return (
    <div class="stack">
      <p>
        <a href="#/orders">← Orders</a>
      </p>
      <h2>
        Order <span class="mono">{orderId}</span>
      </h2>
      <FetchState of={fetched} what="the order">
        {(order) =>
          'problem' in order ? <StoredOrderParts stored={order} /> : <OrderTimelineParts timeline={order} />
        }
      </FetchState>
    </div>
  );
}

function StoredOrderParts({ stored: { findings, evidence } }: { readonly stored: StoredOrder }) {
  return (
    <>
      <FindingList findings={findings} status={UNREADABLE} />
      <EvidencePanel title="Its rows as they are stored" detail="Both rows, read just now." evidence={evidence} />
    </>
  );
}

function OrderTimelineParts({ timeline }: { readonly timeline: OrderTimeline }) {
  const chosen = useSignal<string | null>(null);
  const panel = useRef<HTMLDivElement>(null);
  const bar = timeline.bars.find(({ id }) => id === chosen.value);
  const choose = ({ id }: Bar) => {
    chosen.value = id === chosen.value ? null : id;
    // Where the panel is below, it would be opened out of sight.
    if (chosen.value !== null) requestAnimationFrame(() => panel.current?.scrollIntoView({ block: 'nearest' }));
  };
  return (
    <>
      <OrderHead timeline={timeline} />
      <FindingList findings={timeline.findings} status={timeline.order.status} />
      <div class="with-panel">
        <div class="stack">
          <section class="card" aria-label="Timeline">
            <h3>Timeline</h3>
            {timeline.bars.length === 0 ? (
              <EmptyNote>Nothing is known of what happened to it. Its rows are in the evidence.</EmptyNote>
            ) : (
              <TimelineChart bars={timeline.bars} chosen={chosen.value} onChoose={choose} />
            )}
          </section>
          <OrderActions timeline={timeline} />
        </div>
        <div ref={panel} class="panel">
          {bar ? (
            <EvidencePanel
              key={bar.id}
              title={`${bar.lane}: ${bar.title}`}
              detail={bar.detail}
              evidence={bar.evidence}
            />
          ) : (
            <EvidencePanel
              title="The order as it is"
              detail="Choose a row of the timeline for its evidence."
              evidence={timeline.evidence}
            />
          )}
        </div>
      </div>
    </>
  );
}

function OrderHead({ timeline: { order } }: { readonly timeline: OrderTimeline }) {
  return (
    <dl class="facts">
      <div>
        <dt>Status</dt>
        <dd>
          <StatusBadge status={order.status} />
        </dd>
      </div>
      <div>
        <dt>Amount</dt>
        <dd>{moneyText(order.totalAmount, order.currency)}</dd>
      </div>
      <div>
        <dt>Customer</dt>
        <dd>
          <a href={`#/orders?${new URLSearchParams({ customer: order.customerId })}`}>{order.customerId}</a>
        </dd>
      </div>
      <div>
        <dt>Tenant</dt>
        <dd>{order.tenant}</dd>
      </div>
      <div>
        <dt>Placed</dt>
        <dd>
          <MomentText at={order.placedAt} />
        </dd>
      </div>
      <div>
        <dt>Waits for</dt>
        <dd>
          <WaitsFor order={order} />
        </dd>
      </div>
    </dl>
  );
}
