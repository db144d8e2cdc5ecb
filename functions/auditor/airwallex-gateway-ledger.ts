import * as z from 'zod/mini';
import { fromAirwallexAmount } from '../payments/airwallex-amount.ts';
import { type AirwallexCall, type AirwallexClientOptions, airwallexClient } from '../payments/airwallex-client.ts';
import { isNotFound } from '../payments/airwallex-failure.ts';
import { INTENTS_PATH, intentPath, readAirwallexIntent, readAs } from '../payments/airwallex-payment-intent.ts';
import type { GatewayLedger } from './audit-sources.ts';
import type { AuditedIntent, AuditedRefund } from './order-evidence.ts';
import { inSlices, type Seconds } from './span-slices.ts';

interface AirwallexLedgerOptions extends AirwallexClientOptions {
  /** For the list of one part of the span. */
  readonly listTimeoutMs: number;
}

const REFUNDS_PATH = '/pa/refunds';

/** The ledger at Airwallex: lists by time of creation, parts of the time at once. */
export function airwallexGatewayLedger(options: AirwallexLedgerOptions): GatewayLedger {
  const call = airwallexClient(options);
  const list = (path: string, created: Seconds) => call(options.listTimeoutMs).list(path, rangeOf(created));
  return {
    intents: (created, visit) =>
      inSlices(created, async (slice) => {
        for (const intent of await list(INTENTS_PATH, slice)) visit(intentOf(intent));
      }),
    refunds: (created, visit) =>
      inSlices(created, async (slice) => {
        for (const refund of (await list(REFUNDS_PATH, slice)).flatMap(refundOf)) visit(refund);
      }),
    intent: (id) => findIntent(call(), id),
    refundsOf: async (payment_intent_id) =>
      (await call(options.listTimeoutMs).list(REFUNDS_PATH, { payment_intent_id })).flatMap(refundOf),
  };
}

/** Times are written as the gateway writes them. Both ends are in its range, and it counts in milliseconds. */
const rangeOf = ({ gte, lt }: Seconds) => ({
  from_created_at: written(gte * 1_000),
  to_created_at: written(lt * 1_000),
});

const written = (time: number) => new Date(time).toISOString().replace(/\.\d+Z$/, '+0000');

async function findIntent(call: AirwallexCall, id: string): Promise<AuditedIntent | undefined> {
  try {
    return intentOf(await call.send({ path: intentPath(id) }));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The words in which every gateway's intents are compared, where they differ from Airwallex's. */
const STATUSES: Readonly<Record<string, string>> = { CANCELLED: 'canceled', PENDING: 'processing' };

function intentOf(response: unknown): AuditedIntent {
  const { id, status, created_at, currency, metadata, ...intent } = readAirwallexIntent(response);
  const amount = status === 'SUCCEEDED' ? (intent.captured_amount ?? 0) : intent.amount;
  return {
    ...{ id, currency, status: STATUSES[status] ?? status.toLowerCase(), createdAt: Date.parse(created_at) },
    amount: fromAirwallexAmount({ currency, amount }),
    // One that a person made names no event, and any order.
    ...{ orderId: metadata?.['orderId'] ?? intent.merchant_order_id, eventId: metadata?.['eventId'] },
    tenant: metadata?.['tenant'],
  };
}

const Refund = z.object({
  id: z.string(),
  status: z.string(),
  amount: z.number(),
  currency: z.string(),
  payment_intent_id: z.string(),
  /** Where none is given, it is found by its intent alone. */
  created_at: z.optional(z.string()),
});

/** None where it gives nothing back. */
function refundOf(response: unknown): AuditedRefund[] {
  const {
    id,
    status,
    amount,
    currency,
    payment_intent_id: intentId,
    created_at,
  } = readAs(Refund, response, 'a refund');
  if (status === 'FAILED') return [];
  const createdAt = created_at === undefined ? 0 : Date.parse(created_at);
  return [{ id, intentId, currency, createdAt, amount: fromAirwallexAmount({ currency, amount }) }];
}
