import { build } from 'hdr-histogram-js';
import type { SentOrder } from './send-orders.ts';

interface LoadResult {
  readonly sent: readonly SentOrder[];
  readonly decidedAt: ReadonlyMap<string, number>;
  /** By order. */
  readonly charges: ReadonlyMap<string, number>;
}

export type LoadFigures = ReturnType<typeof loadFigures>;

/** What a load run showed; times in milliseconds. */
export function loadFigures({ sent, decidedAt, charges }: LoadResult) {
  const accepted = sent.filter(({ status }) => status === 202);
  const paid = accepted.flatMap(({ orderId = '', sentAt }) => {
    const at = decidedAt.get(orderId);
    return at === undefined ? [] : [at - sentAt];
  });
  const ledger = accepted.map(({ orderId = '' }) => charges.get(orderId) ?? 0);
  const begun = Math.min(...sent.map(({ sentAt }) => sentAt));
  return {
    orders: sent.length,
    accepted: accepted.length,
    paid: paid.length,
    charges: ledger.reduce((sum, count) => sum + count, 0),
    allPaidOnce: paid.length === sent.length && ledger.every((count) => count === 1),
    post: percentiles(accepted.map(({ sentAt, answeredAt }) => answeredAt - sentAt)),
    postToPaid: percentiles(paid),
    acceptedWithinMs: Math.round(Math.max(...sent.map(({ answeredAt }) => answeredAt)) - begun),
    paidWithinMs: Math.round(Math.max(begun, ...decidedAt.values()) - begun),
  };
}

function percentiles(times: readonly number[]) {
  const histogram = build();
  for (const time of times) histogram.recordValue(Math.round(time));
  return { p50: histogram.getValueAtPercentile(50), p99: histogram.getValueAtPercentile(99), max: histogram.maxValue };
}

export function printFigures(figures: LoadFigures) {
  const { orders, accepted, paid, charges, post, postToPaid, acceptedWithinMs, paidWithinMs } = figures;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const times = ({ p50, p99, max }: LoadFigures['post']) => `p50 ${p50} ms   p99 ${p99} ms   max ${max} ms`;
  console.log(
    [
      `accepted      ${accepted} of ${orders} within ${seconds(acceptedWithinMs)}`,
      `paid          ${paid} within ${seconds(paidWithinMs)}`,
      `POST          ${times(post)}`,
      `POST -> PAID  ${times(postToPaid)}`,
      `ledger        ${charges} charges${figures.allPaidOnce ? ': each order was charged once' : ' — NOT one for each order'}`,
    ].join('\n'),
  );
}
