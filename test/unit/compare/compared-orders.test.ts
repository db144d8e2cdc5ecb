import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type ComparedOrder, placeComparedOrders, planComparedOrders } from '../../../compare/compared-orders.ts';
import { freePort } from '../../../local/ports-and-folders.ts';

const STEPS = ['saved', 'sent'];
const BROKEN = 0;
/** As Spring answers where it takes the database's end for its client's. */
const EMPTY = 1;

/** A service that answers the requests with these statuses, in turn; a 200 names the order. BROKEN breaks the connection. */
async function serviceAnswering(...statuses: readonly number[]) {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const status = statuses[seen.length] ?? 200;
    seen.push(request.headers['die-after']?.toString());
    if (status === BROKEN) request.socket.destroy();
    else if (status === EMPTY) response.writeHead(200).end();
    else response.writeHead(status).end(status === 200 ? anOrder({}).orderId : '');
  });
  const port = await freePort();
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${port}`, seen, stop: () => server.close() };
}

const anOrder = (differing: Partial<ComparedOrder>): ComparedOrder => ({
  ...{ orderId: 'ord-1-0', tenant: 'tenant-1', amount: 100, currency: 'EUR', dieAfter: undefined },
  ...{ loseCharge: false, killCharging: false, isPatient: true },
  ...differing,
});

async function placed(order: ComparedOrder, statuses: readonly number[]) {
  const { url, seen, stop } = await serviceAnswering(...statuses);
  const signal = new AbortController().signal;
  const calls = await placeComparedOrders({ url, orders: [order], signal, before: async () => undefined });
  stop();
  return { seen, statuses: calls.map(({ status }) => status) };
}

describe('the orders that systems are compared by', () => {
  it('are the same for the same seed, and meet every fault', () => {
    const orders = planComparedOrders(7, 200, STEPS);

    expect(planComparedOrders(7, 200, STEPS)).toEqual(orders);
    expect(planComparedOrders(8, 200, STEPS)).not.toEqual(orders);
    expect(new Set(orders.map(({ dieAfter }) => dieAfter))).toEqual(new Set([undefined, ...STEPS]));
    for (const is of ['loseCharge', 'killCharging', 'isPatient'] as const)
      expect(new Set(orders.map((order) => order[is])), is).toEqual(new Set([true, false]));
  });

  it('are sent again by a patient client until they are answered; only the first request lets the service die', async () => {
    expect(await placed(anOrder({ dieAfter: 'saved' }), [BROKEN, 503, 200])).toEqual({
      seen: ['saved', undefined, undefined],
      statuses: [null, 503, 200],
    });
  });

  it('are accepted only where the answer names them', async () => {
    expect((await placed(anOrder({}), [EMPTY, 200])).statuses).toEqual([null, 200]);
  });

  it('are given up by an impatient client', async () => {
    expect((await placed(anOrder({ isPatient: false }), [BROKEN, 200])).statuses).toEqual([null]);
  });
});
