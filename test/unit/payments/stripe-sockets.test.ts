import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stripeClient } from '../../../functions/payments/stripe-client.ts';
import { fixedKey } from '../../../functions/payments/table-guard.ts';
import { waitFor } from '../../harness/wait-for.ts';

const closers: (() => void)[] = [];
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => {
  vi.useRealTimers();
  for (const close of closers.splice(0)) close();
});

/** A client, and its gateway that keeps every connection open; `respond` is called with each response. */
async function aClient(respond: (response: ServerResponse) => void = answer) {
  let connections = 0;
  const open = new Set<Socket>();
  const server = createServer({ keepAliveTimeout: 60_000 }, (_request, response) => respond(response));
  server.on('connection', (socket) => {
    connections++;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  closers.push(() => server.close().closeAllConnections());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const stripe = stripeClient({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key: fixedKey('sk_test_planted'),
    timeoutMs: 60_000,
    connectTimeoutMs: 30_000,
  });
  return { retrieve: () => stripe.paymentIntents.retrieve('pi_1'), connections: () => connections, open };
}

const answer = (response: ServerResponse) => void response.end('{"id":"pi_1"}');
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

describe('keep the connection to the gateway', () => {
  it('sends the next request over the same one, up to four seconds later', async () => {
    const { retrieve, connections } = await aClient();

    await retrieve();
    await retrieve();
    pass(4_000);
    await retrieve();

    expect(connections()).toBe(1);
  });

  it('closes it and opens a new one where it was idle for longer, since it may be dead', async () => {
    const { retrieve, connections, open } = await aClient();

    await retrieve();
    pass(4_001);
    await retrieve();
    await retrieve();

    expect(connections()).toBe(2);
    vi.useRealTimers();
    await waitFor(() => open.size === 1, { within: 5_000, what: 'the old connection to end' });
  });

  it('breaks no request that is under way, however long ago the last one ended', async () => {
    const held = Promise.withResolvers<ServerResponse>();
    const responders = [held.resolve];
    const { retrieve } = await aClient((response) => (responders.shift() ?? answer)(response));

    const first = retrieve();
    const response = await held.promise;
    pass(60_000);
    await retrieve();
    answer(response);

    expect(await first).toMatchObject({ id: 'pi_1' });
  });
});
