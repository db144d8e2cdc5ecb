import type { AuditedEvent, Span, TopicCoverage, TopicEvent } from './audit-sources.ts';
import { money } from './discrepancies.ts';
import { type AuditedOrder, NO_TOPIC, type TopicEvidence } from './order-evidence.ts';

interface MutableTopic extends TopicEvidence {
  publishedAt: number | undefined;
  isCancelled: boolean;
  decided: TopicEvidence['decided'];
  receipt: TopicEvidence['receipt'];
  differing: TopicEvidence['differing'];
}

/** What the topics say, by order. The events come after the rows, so that each is compared as it comes, and nothing else of it is kept. */
export function topicBooks({ from, until }: Span, orderOf: (orderId: string) => AuditedOrder | undefined) {
  const topics = new Map<string, MutableTopic>();
  const coverages = new Map<AuditedEvent, TopicCoverage>();
  /** Placed before the span or after it: they have their own. */
  const elsewhere = new Set<string>();

  const covers = (receipt: AuditedOrder['receipt']): boolean => {
    const coverage = coverages.get('orderPlaced');
    if (receipt === undefined || receipt.topic !== coverage?.topic) return false;
    // A partition that the topic does not have holds nothing.
    return receipt.offset >= (coverage.partitions.get(receipt.partition) ?? 0);
  };
  return {
    covers,
    covered: (event: AuditedEvent, coverage: TopicCoverage) => coverages.set(event, coverage),
    since: () => Math.max(...[...coverages.values()].map(({ since }) => since)),
    isElsewhere: (orderId: string) => elsewhere.has(orderId),
    orderIds: () => topics.keys(),
    of(orderId: string, receipt: AuditedOrder['receipt']): TopicEvidence {
      const known = topics.get(orderId) ?? NO_TOPIC;
      return known.receipt === 'unknown' && covers(receipt) ? { ...known, receipt: 'none' } : known;
    },
    seen(event: TopicEvent) {
      const { orderId, placedAt } = event.data;
      const order = orderOf(orderId);
      if (order === undefined && placedAt !== undefined && (placedAt < from || placedAt >= until)) {
        elsewhere.add(orderId);
        return;
      }
      if (elsewhere.has(orderId)) return;
      const topic = topics.get(orderId) ?? { ...NO_TOPIC };
      topics.set(orderId, topic);
      note(topic, event, order);
    },
  };
}

function note(topic: MutableTopic, event: TopicEvent, order: AuditedOrder | undefined) {
  NOTED[event.event](topic, event);
  if (order === undefined) return;
  if (event.event === 'orderPlaced' && isAt(event, order.receipt)) topic.receipt = 'its own';
  const difference = differenceOf(event, order);
  if (difference !== undefined) topic.differing = [...topic.differing, { event: event.id, difference }];
}

const NOTED: Readonly<Record<AuditedEvent, (topic: MutableTopic, event: TopicEvent) => void>> = {
  orderPlaced(topic, { timestamp }) {
    topic.publishedAt = Math.max(topic.publishedAt ?? 0, timestamp);
  },
  orderCancelled(topic) {
    topic.isCancelled = true;
  },
  paymentDecided(topic, { data: { state } }) {
    if (state !== undefined && !topic.decided.includes(state)) topic.decided = [...topic.decided, state];
  },
};

const isAt = ({ topic, partition, offset }: TopicEvent, receipt: AuditedOrder['receipt']) =>
  receipt?.offset === offset && receipt.partition === partition && receipt.topic === topic;

/** Undefined where the event says the same as the order's row. */
function differenceOf({ data }: TopicEvent, order: AuditedOrder): string | undefined {
  const [inEvent, inOrder] = [data, order].map(
    ({ tenant, amount, currency }) => `${tenant}, ${money(amount, currency)}`,
  );
  return inEvent === inOrder ? undefined : `${inEvent}; the order: ${inOrder}`;
}
