import { describe, expect, it } from 'vitest';
import { type Order, smokeOrder } from '../../../../cli/smoke/smoke-order.ts';
import { anOrderRequest } from '../../../doubles/order-builders.ts';
import { anIntent, aPaidOrder, aRecordOf } from './smoke-builders.ts';

const { event } = aPaidOrder();
const placed = aPaidOrder({ status: 'PLACED', event: { ...event, receipt: null } });
const published = aPaidOrder({ status: 'PLACED' });

/** A system that shows an order so at each look, on a clock of which each look takes 100 ms. */
function aSystem(...looks: (Order | number)[]) {
  const happened: string[] = [];
  let now = 0;
  const run = smokeOrder({
    async send(path, { method = 'GET', headers = {} } = {}) {
      happened.push(`${method} ${path}${headers['idempotency-key'] ?? ''}`);
      if (method === 'POST') return Response.json(placed, { status: 202, headers: replayed(happened) });
      const look = looks.length > 1 ? looks.shift() : looks[0];
      return typeof look === 'number' ? new Response('', { status: look }) : Response.json(look);
    },
    async readRecord({ partition, offset }) {
      happened.push(`read ${partition}/${offset}`);
      return aRecordOf();
    },
    async viewGateway() {
      happened.push('gateway');
      return { intents: [anIntent()] };
    },
    now: () => now,
    async pause() {
      now += 100;
    },
    print: () => {},
  });
  return { happened, sighting: run({ request: anOrderRequest(), key: '?k', withinMs: 1_000 }) };
}

const replayed = (happened: readonly string[]): Record<string, string> =>
  happened.filter((action) => action.startsWith('POST')).length > 1 ? { 'idempotent-replayed': 'true' } : {};

describe('send one order through the whole system', () => {
  it('waits until it is paid, and only then repeats the request and looks at the record and the charge', async () => {
    const { sighting, happened } = aSystem(placed, published, aPaidOrder());

    expect(await sighting).toMatchObject({
      placed: { status: 202, replayed: false },
      order: { status: 'PAID' },
      publishedMs: 200,
      decidedMs: 300,
      repeated: { replayed: true },
    });
    const get = `GET /orders/${placed.orderId}`;
    expect(happened).toEqual(['POST /orders?k', get, get, get, 'POST /orders?k', 'read 2/17', 'gateway']);
  });

  it('waits no longer than it is told, and still looks at what there is', async () => {
    const { sighting, happened } = aSystem(published);

    expect(await sighting).toMatchObject({ decidedMs: undefined, publishedMs: 100, record: aRecordOf() });
    expect(happened.filter((action) => action.startsWith('GET'))).toHaveLength(11);
  });

  it('waits no longer for an order that can not be paid any more', async () => {
    expect(await aSystem(aPaidOrder({ status: 'DECLINED' })).sighting).toMatchObject({
      order: { status: 'DECLINED' },
      decidedMs: 100,
    });
  });

  it('reads no record where there is no receipt', async () => {
    expect(await aSystem(placed).sighting).toMatchObject({ publishedMs: undefined, record: undefined });
  });

  it('asks again where the API is busy', async () => {
    expect(await aSystem(503, 429, aPaidOrder()).sighting).toMatchObject({ decidedMs: 300 });
  });

  it('can not go on where the order can not be read', async () => {
    await expect(aSystem(403).sighting).rejects.toThrow('answered 403');
  });
});
