import { build } from 'hdr-histogram-js';
import * as z from 'zod/mini';
import { stages } from '../../lib/stages.ts';
import type { SentOrder } from './send-and-follow.ts';

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

const Page = z.object({
  data: z.array(
    z.object({ id: z.string(), status: z.string(), created: z.number(), metadata: z.record(z.string(), z.string()) }),
  ),
  has_more: z.boolean(),
});

/** How often each order was charged, from the gateway's ledger since a moment. */
export async function chargesSince(moment: Date, gateway: string): Promise<Map<string, number>> {
  const charges = new Map<string, number>();
  const oldest = Math.floor(moment.getTime() / 1_000);
  let cursor = '';
  for (;;) {
    const { data, has_more } = await readPage(
      `${gateway}/v1/payment_intents?limit=100&created[gte]=${oldest}${cursor}`,
    );
    for (const { status, metadata } of data) {
      const orderId = metadata['orderId'] ?? '';
      if (status === 'succeeded') charges.set(orderId, (charges.get(orderId) ?? 0) + 1);
    }
    const last = data.at(-1);
    if (!has_more || last === undefined) return charges;
    cursor = `&starting_after=${last.id}`;
  }
}

async function readPage(url: string) {
  const { gateway } = stages.dev;
  const key = gateway.kind === 'simulator' ? gateway.key : '';
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(30_000),
  });
  return z.parse(Page, await response.json());
}
