import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import { dynamoTableNotes } from '../../functions/payments/dynamo-table-notes.ts';
import { fixedKey } from '../../functions/payments/gateway-key.ts';
import { tableGuard } from '../../functions/payments/table-guard.ts';
import type { HeldIntent, HeldIntents } from '../../operations/held-intents.ts';
import { stripeHeldIntents } from '../../operations/stripe-held-intents.ts';
import type { System } from './system.ts';

/** What the gateway holds of an order, or why that is not known. */
export interface GatewayView {
  readonly intents?: readonly Omit<HeldIntent, 'difference' | 'owner'>[];
  readonly unknown?: string;
}

const TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** A person waits, so a list may be read for longer than within a function: to see an order, and to decide a payment. */
const VIEW_TIMEOUT_MS = 60_000;
const LIST_TIMEOUT_MS = 600_000;

/** The gateway with the operator's own key: of the account and the mode that the stage's payments are in, or not used at all. */
export function operatorGateway({ gateway, dynamo, outputs }: System, listTimeoutMs = LIST_TIMEOUT_MS): HeldIntents {
  if (gateway.key === '') throw new Error("The gateway's key is missing: set GATEWAY_KEY.");
  const { assertKnownAccount } = tableGuard(dynamoTableNotes({ dynamo, table: outputs.PaymentDedupTable }));
  return stripeHeldIntents({
    url: gateway.url,
    key: fixedKey(gateway.key),
    assertAccount: assertKnownAccount,
    timeoutMs: TIMEOUT_MS,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    listTimeoutMs,
  });
}

type PricedOrder = Pick<OrderRow, 'orderId' | 'totalAmount' | 'currency' | 'placedAt'>;

/** Every intent at the gateway that names the order or its event. Reads only. */
export async function viewGateway(system: System, order: PricedOrder): Promise<GatewayView> {
  if (system.gateway.key === '') return { unknown: 'no key: set GATEWAY_KEY' };
  const { orderId, totalAmount: amount, currency, placedAt } = order;
  // A look belongs to no trace.
  const payment = { eventId: ORDER_PLACED.eventId(orderId), orderId, amount, currency, traceparent: '' };
  const since = new Date(Date.parse(placedAt) - CLOCK_ERROR_MS);
  const listed = await operatorGateway(system, VIEW_TIMEOUT_MS).list(payment, since);
  return listed.kind === 'listed' ? { intents: listed.intents } : { unknown: listed.reason };
}

/** How far the gateway's clock may be from ours. */
const CLOCK_ERROR_MS = 300_000;
