import * as z from 'zod/mini';
import { stages } from '../../lib/stages.ts';

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
