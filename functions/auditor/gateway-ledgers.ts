import { airwallexGatewayLedger } from './airwallex-gateway-ledger.ts';
import type { GatewayLedger } from './audit-sources.ts';
import { stripeGatewayLedger } from './stripe-gateway-ledger.ts';

/** Milliseconds. A list has many pages. */
const TIMES = { timeoutMs: 20_000, connectTimeoutMs: 5_000, listTimeoutMs: 600_000 };

type GatewayAccess = Omit<Parameters<typeof airwallexGatewayLedger>[0], keyof typeof TIMES | 'now'>;

/** What reads the ledger of each API. */
const LEDGERS: Readonly<Record<string, typeof airwallexGatewayLedger>> = {
  stripe: stripeGatewayLedger,
  airwallex: airwallexGatewayLedger,
};

export function gatewayLedger(api: string, access: GatewayAccess): GatewayLedger {
  const open = LEDGERS[api];
  if (open === undefined)
    throw new Error(`Nothing reads the ledger of ${api}: add it to functions/auditor/gateway-ledgers.ts.`);
  return open({ ...access, ...TIMES, now: () => new Date() });
}
