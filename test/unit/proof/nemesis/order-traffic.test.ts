import type { IncomingMessage } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveHttp } from '../../../../lambda-local/http/http-api.ts';
import { jsonResponse } from '../../../../lambda-local/http/payload.ts';
import { MOST_OPEN, startOrderTraffic } from '../../../../proof/nemesis/order-traffic.ts';
import { type PlannedOrder, planOrders, TENANTS } from '../../../../proof/nemesis/planned-orders.ts';
import { waitFor } from '../../../harness/wait-for.ts';

const ORDER = 'ord_0000000000000000000001';
const accepted = () => ({ status: 202, body: { orderId: ORDER } });
const [planned] = planOrders(1, 1);
const anOrder = (change: Partial<PlannedOrder> = {}): PlannedOrder => ({
  ...(planned ?? expect.fail('no order')),
  ...{ tenant: TENANTS[0], key: 'key-1', followUps: [] },
  ...change,
});

describe('the traffic of orders', () => {
  it('asks again under the same key where the API asks for that, until the order is accepted', async () => {
    const answers = [{ status: 503, body: {} }, accepted()];
    const { asked, traffic } = await someTraffic({ answer: () => answers.shift() ?? accepted() });

    await traffic.ended;

    expect(asked).toEqual(['acme POST /orders key-1', 'acme POST /orders key-1']);
    expect(traffic.calls).toMatchObject([
      { action: 'place', status: 503, orderId: null },
      { action: 'place', status: 202, orderId: ORDER },
    ]);
    expect(traffic.accepted()).toBe(1);
  });

  it('asks again where no answer comes, and notes that there was none', async () => {
    let isLost = true;
    const answer = ({ socket }: IncomingMessage) => {
      if (isLost) socket.destroy();
      isLost = false;
      return accepted();
    };
    const { traffic } = await someTraffic({ answer });

    await traffic.ended;

    expect(traffic.calls).toMatchObject([{ status: null }, { status: 202 }]);
  });

  it('does what follows an order, each as the tenant that would', async () => {
    const follow = ['repeat', 'other-body', 'cancel', 'foreign-read', 'foreign-cancel'] as const;
    const followUps = follow.map((what, place) => ({ what, afterMs: place * 50 }));
    const { asked, traffic } = await someTraffic({ plan: [anOrder({ followUps })] });

    await traffic.ended;

    expect(asked).toEqual([
      ...['acme POST /orders key-1', 'acme POST /orders key-1', 'acme POST /orders key-1'],
      `acme POST /orders/${ORDER}/cancel key-1-cancel`,
      `globex GET /orders/${ORDER} -`,
      `globex POST /orders/${ORDER}/cancel key-1-cancel`,
    ]);
    const [first, same, other] = traffic.calls.map(({ bodyHash }) => bodyHash);
    expect([same === first, other === first]).toEqual([true, false]);
  });

  it('does nothing that needs the order where it was refused', async () => {
    const followUps = [{ what: 'cancel', afterMs: 0 } as const];
    const answer = () => ({ status: 422, body: {} });
    const { asked, traffic } = await someTraffic({ plan: [anOrder({ followUps })], answer });

    await traffic.ended;

    expect(asked).toEqual(['acme POST /orders key-1']);
    expect(traffic.accepted()).toBe(0);
  });

  it('waits with the next order while too many are open', async () => {
    // Others may be decided of which the client never heard.
    const settled = new Set(Array.from({ length: MOST_OPEN }, (_, number) => `ord_without_answer_${number}`));
    const plan = Array.from({ length: MOST_OPEN + 1 }, (_, number) => anOrder({ key: `key-${number}` }));
    const answer = ({ headers }: IncomingMessage) => ({
      status: 202,
      body: { orderId: `ord_${headers['idempotency-key']}` },
    });
    // All are due at once.
    const { asked, traffic } = await someTraffic({ plan, rate: 1_000_000, answer, settled });
    await waitFor(() => traffic.calls.length >= MOST_OPEN, { within: 20_000, what: 'an answer to each' });
    expect(asked).toHaveLength(MOST_OPEN);

    settled.add('ord_key-7');

    await traffic.ended;
    expect(asked).toHaveLength(MOST_OPEN + 1);
  });

  it('counts an order that is being asked for, and no more where it was given up', async () => {
    const plan = Array.from({ length: MOST_OPEN + 1 }, (_, number) => anOrder({ key: `key-${number}` }));
    const { asked, traffic } = await someTraffic({ plan, rate: 1_000_000, answer: () => ({ status: 422, body: {} }) });

    await traffic.ended;

    expect(asked).toHaveLength(MOST_OPEN + 1);
  });

  it('ends where the run is broken off', async () => {
    const broken = new AbortController();
    const { traffic } = await someTraffic({ rate: 0.001, plan: [anOrder(), anOrder()], signal: broken.signal });

    broken.abort(new Error('interrupted'));

    await expect(traffic.ended).rejects.toThrow(/abort/i);
  });
});

interface SomeTraffic {
  readonly plan?: readonly PlannedOrder[];
  readonly answer?: (request: IncomingMessage) => { readonly status: number; readonly body: object };
  readonly settled?: ReadonlySet<string>;
  readonly rate?: number;
  readonly signal?: AbortSignal;
}

async function someTraffic({ answer = accepted, settled = new Set(), rate = 1_000, ...options }: SomeTraffic) {
  const { plan = [anOrder()], signal = new AbortController().signal } = options;
  const asked: string[] = [];
  const { port, stop } = await serveHttp(0, async (request) => {
    const { method, url, headers } = request;
    asked.push(`${headers.authorization} ${method} ${url} ${headers['idempotency-key'] ?? '-'}`);
    const { status, body } = answer(request);
    return jsonResponse(status, body);
  });
  onTestFinished(stop);
  const bearers = new Map(TENANTS.map((tenant) => [tenant, { authorization: tenant }]));
  return { asked, traffic: startOrderTraffic(port, { plan, rate, bearers, signal, settled }) };
}
