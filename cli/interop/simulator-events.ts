import Stripe from 'stripe';
import * as z from 'zod/mini';
import { type Notify, webhook } from '../../functions/payment-gateway-simulator/webhook-delivery.ts';
import { serveHttp } from '../../lambda-local/http/http-api.ts';
import { freePort } from '../../local/ports-and-folders.ts';
import type { Conformance } from './conformance.ts';
import type { OpenApi } from './open-api.ts';

const SECRET = 'whsec_planted';

export interface EventReceiver {
  readonly notify: Notify;
  readonly received: readonly ReceivedEvent[];
  stop(): Promise<void>;
}

interface ReceivedEvent {
  readonly payload: string;
  readonly signature: string;
}

/** Receives the simulator's events over HTTP on the loopback address. */
export async function receiveEvents(): Promise<EventReceiver> {
  const received: ReceivedEvent[] = [];
  const port = await freePort();
  const { stop } = await serveHttp(port, async ({ headers }, body) => {
    received.push({ payload: body.toString(), signature: String(headers['stripe-signature']) });
    return { status: 204, headers: {}, body: Buffer.alloc(0) };
  });
  const notify = webhook({
    url: `http://127.0.0.1:${port}`,
    secret: SECRET,
    events: 'all',
    now: () => new Date(),
    newToken: () => String(received.length),
  });
  return { notify, received, stop };
}

/** Whether events are signed as Stripe's own library verifies it, and are as the document says. */
export function compareEvents(api: OpenApi, received: readonly ReceivedEvent[]): readonly Conformance[] {
  const none = { subject: 'events', count: 0, problems: ['none was received'] };
  return received.length === 0 ? [none] : received.map((event) => compareEvent(api, event));
}

const StripeEvent = z.object({
  type: z.string(),
  data: z.object({ object: z.looseObject({ object: z.string() }) }),
});

function compareEvent(api: OpenApi, { payload, signature }: ReceivedEvent): Conformance {
  const event: unknown = JSON.parse(payload);
  const { type, data } = z.parse(StripeEvent, event);
  return {
    subject: `event ${type}`,
    count: 1,
    problems: [
      ...signatureProblems(payload, signature),
      ...api.problemsOfValue('event', event),
      ...api.problemsOfValue(data.object.object, data.object),
      ...(api.eventTypes.has(type) ? [] : ['the document has no such type of event']),
    ],
  };
}

function signatureProblems(payload: string, signature: string): readonly string[] {
  try {
    Stripe.webhooks.constructEvent(payload, signature, SECRET);
    return [];
  } catch (error) {
    return [String(error)];
  }
}
