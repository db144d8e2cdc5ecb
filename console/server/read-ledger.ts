import * as z from 'zod/mini';
import type { System } from '../../cli/ops/system.ts';
import type { LedgerEntry } from './order-books.ts';

const LedgerPage = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      status: z.string(),
      created: z.number(),
      metadata: z.optional(z.record(z.string(), z.string())),
    }),
  ),
  has_more: z.boolean(),
});

const LEDGER_TIMEOUT_MS = 5_000;

/** The gateway's payment intents since a second, newest first. */
export async function* ledgerSince({ gateway }: System, created: number): AsyncGenerator<LedgerEntry> {
  let after = '';
  for (;;) {
    const response = await fetch(`${gateway.url}/v1/payment_intents?limit=100&created[gte]=${created}${after}`, {
      headers: { authorization: `Bearer ${gateway.key}` },
      signal: AbortSignal.timeout(LEDGER_TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`The gateway's ledger: ${response.status}`);
    const { data, has_more } = z.parse(LedgerPage, await response.json());
    for (const { metadata, ...entry } of data) yield { ...entry, orderId: metadata?.['orderId'] ?? '' };
    const last = data.at(-1);
    if (!has_more || last === undefined) return;
    after = `&starting_after=${last.id}`;
  }
}
