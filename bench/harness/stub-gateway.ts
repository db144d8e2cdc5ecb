import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

/** What the two sides read of a payment intent. */
interface StubIntent {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly status: string;
  readonly amount: number;
  readonly amount_received: number;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface StubGateway {
  readonly url: string;
  /** Of each response, in milliseconds. */
  delayMs: number;
}

/** Stripe's API as far as a payment goes that succeeds: each response comes after `delayMs`. It keeps nothing but its intents. */
export async function withStubGateway<Result>(work: (gateway: StubGateway) => Promise<Result>): Promise<Result> {
  const intents = new Map<string, StubIntent>();
  const server = createServer(async (request, response) => {
    const [answer] = await Promise.all([respond(request, intents), delay(gateway.delayMs)]);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gateway = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, delayMs: 0 };
  try {
    return await work(gateway);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function respond(request: IncomingMessage, intents: Map<string, StubIntent>): Promise<object> {
  const [, , resource, intentId = ''] = (request.url ?? '').split('/');
  const parameters = new URLSearchParams(await text(request));
  if (resource === 'account') return { id: 'acct_bench', object: 'account' };
  // The only request about an intent is its confirmation.
  const intent = intents.get(intentId) ?? newIntent(`pi_${intents.size + 1}`, parameters);
  const isConfirmed = intents.has(intentId) || parameters.get('confirm') === 'true';
  const now = isConfirmed ? { ...intent, status: 'succeeded', amount_received: intent.amount } : intent;
  intents.set(intent.id, now);
  return now;
}

function newIntent(id: string, parameters: URLSearchParams): StubIntent {
  const metadata: Record<string, string> = {};
  for (const [name, value] of parameters) {
    const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
    if (key !== undefined) metadata[key] = value;
  }
  return {
    ...{ id, object: 'payment_intent', status: 'requires_confirmation', amount_received: 0 },
    amount: Number(parameters.get('amount')),
    currency: parameters.get('currency') ?? '',
    metadata,
  };
}
