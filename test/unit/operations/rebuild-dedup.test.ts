import { describe, expect, it } from 'vitest';
import { anOrderRow, aPaymentDecided, orderIdOf, PLACED_AT, TRACEPARENT } from '../../doubles/order-builders.ts';
import { at } from '../../harness/payments.ts';
import {
  aRebuilding,
  captured,
  claim,
  due,
  eventId,
  inReview,
  published,
  rebuilt,
  rowAfter,
  toLookUp,
} from './rebuilding.ts';

describe('rebuild a row that the restore has lost', () => {
  it('gives a paid order its payment, with the intent that a refund names', async () => {
    expect(await rowAfter({ status: 'PAID', payment: captured, ...published })).toEqual({
      ...rebuilt,
      state: 'CAPTURED',
      gatewayReference: 'pi_1',
      intentId: 'pi_1',
      decidedAt: at(2),
    });
  });

  it('gives a declined order its payment', async () => {
    const payment = { ...captured, state: 'DECLINED', gatewayReference: null, declineCode: 'expired_card' } as const;

    expect(await rowAfter({ status: 'DECLINED', payment, ...published })).toEqual({
      ...rebuilt,
      state: 'DECLINED',
      declineCode: 'expired_card',
      decidedAt: at(2),
    });
  });

  it('leaves an order in review to a person, who has its intents listed and is no retrier', async () => {
    expect(await rowAfter({ status: 'IN_REVIEW', payment: inReview, ...published })).toEqual({
      ...rebuilt,
      state: 'IN_REVIEW',
      reviewReason: expect.stringMatching(/rebuilt/),
      intentsUnknown: true,
      decidedAt: at(2),
    });
  });

  it('gives an undecided order to the retrier, which lists its intents from the order on before it creates one', async () => {
    const gatewayCustomer = 'cus_1';

    expect(await rowAfter({ ...published, gatewayCustomer })).toEqual({
      ...rebuilt,
      ...toLookUp,
      gatewayCustomer,
      ...due,
    });
  });

  it('lets an order without a receipt wait for its event, which names the record', async () => {
    const row = await rowAfter({});

    expect(row).toMatchObject({ state: 'CHARGING', ...toLookUp, leaseUntil: PLACED_AT, source: { offset: -1 } });
    expect(row).not.toHaveProperty('dueAt');
  });
});

describe('rebuild from events', () => {
  it('takes a decision that has not reached the order', async () => {
    const row = await rowAfter(published, { events: [aPaymentDecided()] });

    expect(row).toMatchObject({ state: 'CAPTURED', gatewayReference: 'pi_1', intentId: 'pi_1' });
    expect(row).not.toHaveProperty('dueAt');
  });

  it.each([
    ['after', ['IN_REVIEW', 'CAPTURED']],
    ['before', ['CAPTURED', 'IN_REVIEW']],
  ] as const)('takes the final decision, whether it comes %s the review', async (_when, states) => {
    const events = states.map((state) => aPaymentDecided({ state }));

    expect(await rowAfter({ status: 'IN_REVIEW', payment: inReview, ...published }, { events })).toMatchObject({
      state: 'CAPTURED',
    });
  });

  it.each([
    ['after', ['IN_REVIEW', 'CAPTURED', 'REFUNDED']],
    ['before', ['REFUNDED', 'CAPTURED', 'IN_REVIEW']],
  ] as const)('takes the refund, whether it comes %s the capture', async (_when, states) => {
    const events = states.map((state) => aPaymentDecided({ state }));

    expect(await rowAfter({ status: 'PAID', payment: captured, ...published }, { events })).toMatchObject({
      state: 'REFUNDED',
    });
  });

  it('gives a payment its row whose order is lost, too', async () => {
    const { rows, rebuild } = aRebuilding();

    expect(await rebuild([], [aPaymentDecided()])).toMatchObject({ orders: 0, events: 1, inserted: 1 });
    expect(rows.get(eventId)).toMatchObject({
      state: 'CAPTURED',
      traceparent: TRACEPARENT,
      source: aPaymentDecided().source,
    });
  });
});

describe('a rebuild from an event in review whose order is lost', () => {
  it('has its intents listed from the very beginning: when it was tried first, nobody knows', async () => {
    const { rows, rebuild } = aRebuilding();

    await rebuild([], [aPaymentDecided({ state: 'IN_REVIEW', gatewayReference: null })]);

    expect(rows.get(eventId)).toMatchObject({ intentsUnknown: true, firstAttemptAt: '1970-01-01T00:00:00.000Z' });
  });
});

describe('a rebuild', () => {
  it('counts what it did, and does nothing when it runs again', async () => {
    const { rows, rebuild } = aRebuilding([claim]);
    const orders = [1, 2, 3].map((number) => anOrderRow({ orderId: orderIdOf(number), ...published }));
    const events = [aPaymentDecided({ orderId: orderIdOf(3) })];

    expect(await rebuild(orders, events)).toMatchObject({
      orders: 3,
      events: 1,
      inserted: 2,
      decided: 1,
      toLookUp: 1,
    });
    const before = new Map(rows);
    expect(await rebuild(orders, events)).toMatchObject({ inserted: 0, decided: 0, toLookUp: 0 });
    expect(rows).toEqual(before);
  });

  it('names the orders that it can not read, and goes on', async () => {
    const { rows, rebuild } = aRebuilding();

    const report = await rebuild([{ ...anOrderRow(), currency: 'euro' }, null, anOrderRow({ orderId: orderIdOf(2) })]);

    expect(report).toMatchObject({ orders: 3, inserted: 1 });
    expect(report.unreadableOrders).toEqual([
      expect.stringMatching(new RegExp(`^${orderIdOf(1)}: .*currency`, 's')),
      expect.stringMatching(/^an order without an id/),
    ]);
    expect(rows.size).toBe(1);
  });

  it('reports how far it is', async () => {
    const { reported, rebuild } = aRebuilding();
    const orders = Array.from({ length: 210 }, (_, number) => anOrderRow({ orderId: orderIdOf(number) }));

    await rebuild(orders, [aPaymentDecided()]);

    expect(reported).toEqual([100, 200, 210, 211]);
  });
});
