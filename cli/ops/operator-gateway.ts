import type { GatewayLedger } from '../../functions/auditor/audit-sources.ts';
import { gatewayLedger } from '../../functions/auditor/gateway-ledgers.ts';
import { dynamoTableNotes } from '../../functions/payments/dynamo-table-notes.ts';
import { fixedKey, type GatewayAccount, tableGuard } from '../../functions/payments/table-guard.ts';
import { airwallexHeldIntents } from '../../operations/airwallex-held-intents.ts';
import type { HeldIntents } from '../../operations/held-intents.ts';
import { stripeHeldIntents } from '../../operations/stripe-held-intents.ts';
import type { System } from './system.ts';

const TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
const LIST_TIMEOUT_MS = 600_000;

const HELD_INTENTS = { stripe: stripeHeldIntents, airwallex: airwallexHeldIntents };

/** The gateway with the operator's own key: of the account and the mode that the stage's payments are in, or not used at all. */
export function operatorGateway({ gateway, dynamo, outputs }: System, listTimeoutMs = LIST_TIMEOUT_MS): HeldIntents {
  const { assertKnownAccount } = tableGuard(dynamoTableNotes({ dynamo, table: outputs.PaymentDedupTable }));
  return HELD_INTENTS[gateway.api]({
    url: gateway.url,
    key: keyOf(gateway),
    assertAccount: assertKnownAccount,
    now: () => new Date(),
    timeoutMs: TIMEOUT_MS,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    listTimeoutMs,
  });
}

type AssertAccount = (account: GatewayAccount) => Promise<void>;

/** What the gateway holds, read with the operator's own key; `chosen` is which accounts it may be of. */
export function operatorLedger(
  { gateway, dynamo, outputs }: System,
  chosen: (guard: ReturnType<typeof tableGuard>) => AssertAccount,
): GatewayLedger {
  const assertAccount = chosen(tableGuard(dynamoTableNotes({ dynamo, table: outputs.PaymentDedupTable })));
  return gatewayLedger(gateway.api, { url: gateway.url, key: keyOf(gateway), assertAccount });
}

function keyOf({ key }: System['gateway']) {
  if (key === '') throw new Error("The gateway's key is missing: set GATEWAY_KEY.");
  return fixedKey(key);
}
