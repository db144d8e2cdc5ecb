import { randomUUID } from 'node:crypto';
import type * as z from 'zod/mini';
import type { Dynamo } from '../platform/dynamo.ts';
import { airwallexPaymentGateway } from './airwallex-payment-gateway.ts';
import { attemptPayment } from './attempt-payment.ts';
import { dynamoPaymentLedger } from './dynamo-payment-ledger.ts';
import { dynamoTableNotes } from './dynamo-table-notes.ts';
import type { PaymentsEnv } from './env.ts';
import type { PaymentLedger } from './payment-ledger.ts';
import { reportConfirmation, reportMissedKey, timedGateway } from './payment-report.ts';
import { secretsClient, secretsManagerGatewayKey } from './secrets-manager-gateway-key.ts';
import { stripePaymentGateway } from './stripe-payment-gateway.ts';
import { fixedKey, type GatewayKey, tableGuard } from './table-guard.ts';

/** A claim is held for longer than the function that made it can live. */
const LEASE_MARGIN_SECONDS = 5;

/** The adapter of each API. */
const GATEWAYS = { stripe: stripePaymentGateway, airwallex: airwallexPaymentGateway };

/** The gateway's key, from where a function's environment says that it is. */
export const gatewayKey = ({ GATEWAY_KEY_IN, GATEWAY_KEY }: KeyEnv): GatewayKey =>
  GATEWAY_KEY_IN === 'environment'
    ? fixedKey(GATEWAY_KEY)
    : secretsManagerGatewayKey({
        secrets: secretsClient(),
        secretId: GATEWAY_KEY,
        now: () => new Date(),
        missed: reportMissedKey,
      });

type KeyEnv = Pick<z.output<typeof PaymentsEnv>, 'GATEWAY_KEY_IN' | 'GATEWAY_KEY'>;

/** Wires an attempt for a function: its table, its gateway, and the guard that keeps it from a table that is not whole. */
export function wirePayments(env: z.output<typeof PaymentsEnv>, dynamo: Dynamo, ownLedger?: PaymentLedger) {
  const now = () => new Date();
  const table = { dynamo, table: env.PAYMENT_DEDUP_TABLE };
  const ledger = ownLedger ?? dynamoPaymentLedger(table);
  const { assertRebuilt, assertAccount } = tableGuard(dynamoTableNotes(table));
  const gateway = GATEWAYS[env.GATEWAY_API]({
    url: env.GATEWAY_URL,
    key: gatewayKey(env),
    assertAccount,
    now,
    timeoutMs: 5_000,
    connectTimeoutMs: 2_000,
    listTimeoutMs: 20_000,
  });
  const attempt = attemptPayment({
    ledger,
    gateway: timedGateway({ gateway, now, report: reportConfirmation }),
    now,
    newToken: randomUUID,
    leaseSeconds: env.FUNCTION_TIMEOUT_SECONDS + LEASE_MARGIN_SECONDS,
  });
  return { ledger, gateway, attempt, assertRebuilt, now };
}
