import { createHmac } from 'node:crypto';
import { logger } from '../platform/telemetry.ts';
import type { LedgerRecord } from './charge-ledger.ts';
import { stripeObject } from './stripe-objects.ts';

/** A transition that has happened. */
export interface GatewayEvent {
  readonly type: string;
  readonly record: LedgerRecord;
  /** Nobody has been answered with it. */
  readonly isAsynchronous?: boolean;
}

export interface EventCause {
  readonly requestId: string;
  readonly key?: string | undefined;
}

/** Notifies the receiver of an event, and of which request caused it. Never rejects. */
export type Notify = (event: GatewayEvent, cause?: EventCause) => Promise<void>;

interface WebhookDeps {
  readonly url: string;
  readonly secret: string;
  readonly events: 'asynchronous' | 'all';
  readonly now: () => Date;
  readonly newToken: () => string;
  readonly timeoutMs?: number;
}

/** Of the version of the API that the order system's client is written for. */
const API_VERSION = '2026-10-28.endive';

/** POSTs events, each once: a delivery that fails is logged and not repeated. An empty URL means that there is no receiver. */
export function webhook({ url, secret, events, now, newToken, timeoutMs = 2_000 }: WebhookDeps): Notify {
  return async (event, cause) => {
    if (url === '' || (events === 'asynchronous' && !event.isAsynchronous)) return;
    const at = Math.floor(now().getTime() / 1_000);
    const body = JSON.stringify(eventObject(event, { id: `evt_${newToken()}`, at, cause }));
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature(secret, body, at) };
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the receiver answered ${response.status}`);
    } catch (error) {
      logger.warn('an event was not delivered', { type: event.type, objectId: event.record.id, error });
    }
  };
}

interface Occurrence {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly at: number;
  readonly cause: EventCause | undefined;
}

const eventObject = ({ type, record, isAsynchronous = false }: GatewayEvent, { id, at, cause }: Occurrence) => ({
  id,
  object: 'event',
  api_version: API_VERSION,
  created: at,
  data: { object: stripeObject(record) },
  livemode: false,
  pending_webhooks: 1,
  request: isAsynchronous
    ? { id: null, idempotency_key: null }
    : { id: cause?.requestId ?? null, idempotency_key: cause?.key ?? null },
  type,
});

/** By https://docs.stripe.com/webhooks#verify-manually: HMAC-SHA256 of the time and the payload, in hexadecimal. */
function signature(secret: string, payload: string, at: number): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex')}`;
}
