import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../../functions/contracts/order-row.ts';
import type { PaymentDecided } from '../../../functions/contracts/payment-decided.ts';
import { rebuildDedup } from '../../../functions/payment-processor/rebuild-dedup.ts';
import { inMemoryPayments } from '../../doubles/in-memory-payments.ts';
import { anOrderRow, aPaymentDecided, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { aChargeWindow, aPaymentRow } from '../../doubles/payment-builders.ts';
import { after, at } from '../../harness/payment-processor.ts';

const DAY = 86_400;
const eventId = `${orderIdOf(1)}.order-placed.1`;
const receipt = { topic: 't', partition: 3, offset: 9, acknowledgedAt: at(1) };
const source = { topic: 't', partition: 3, offset: 9, timestamp: Date.parse(at(1)) };
const captured = { state: 'CAPTURED', gatewayReference: 'pi_1', declineCode: null, decidedAt: at(2) } as const;

/** What every rebuilt row of the order has. */
const common = aPaymentRow({
  owner: 'rebuilt',
  leaseUntil: PLACED_AT,
  firstAttemptAt: PLACED_AT,
  mayLandUntil: at(DAY + 700),
  source,
});

async function* each(candidates: readonly unknown[]) {
  yield* candidates;
}

/** A table that was set back a day after the orders were placed. */
function aRebuilding() {
  const { rows, dedupRows } = inMemoryPayments();
  const told: number[] = [];
  const rebuild = rebuildDedup({
    rows: dedupRows,
    window: aChargeWindow(),
    now: () => after(DAY),
    progress: ({ orders }) => told.push(orders),
  });
  return {
    rows,
    told,
    rebuild: (orders: readonly unknown[], events: readonly PaymentDecided[] = []) =>
      rebuild({ orders: each(orders), events }),
  };
}

/** The row that becomes of one order. */
async function rowOf(order: Partial<OrderRow>, events: readonly PaymentDecided[] = []) {
  const { rows, rebuild } = aRebuilding();
  expect(await rebuild([anOrderRow(order)], events)).toMatchObject({ orders: 1, inserted: 1, unreadable: [] });
  return rows.get(eventId);
}

describe('rebuild the PaymentDedup rows that a restore has lost', () => {
  it('gives an order that is paid its payment', async () => {
    expect(await rowOf({ status: 'PAID', payment: captured, receipt, outbox: undefined })).toEqual({
      ...common,
      state: 'CAPTURED',
      gatewayReference: 'pi_1',
      decidedAt: at(2),
    });
  });

  it('gives an order that is declined its payment', async () => {
    const payment = { ...captured, state: 'DECLINED', gatewayReference: null, declineCode: 'expired_card' } as const;

    expect(await rowOf({ status: 'DECLINED', payment, receipt })).toEqual({
      ...common,
      state: 'DECLINED',
      declineCode: 'expired_card',
      decidedAt: at(2),
    });
  });

  it('leaves an order in review to a person, who may not decline it before nothing can land any more', async () => {
    const payment = { ...captured, state: 'IN_REVIEW', gatewayReference: null } as const;

    expect(await rowOf({ status: 'IN_REVIEW', payment, receipt })).toEqual({
      ...common,
      state: 'IN_REVIEW',
      reviewReason: expect.stringMatching(/rebuilt/),
      decidedAt: at(2),
    });
  });

  it('makes an open order a claim from the moment when it was placed, with its lease over', async () => {
    expect(await rowOf({ receipt, outbox: undefined })).toEqual({ ...common, state: 'CHARGING', attempts: 1 });
  });

  it('makes a claim also of an order whose event has no receipt yet: it may have been charged all the same', async () => {
    expect(await rowOf({})).toMatchObject({ state: 'CHARGING', firstAttemptAt: PLACED_AT });
  });

  it('takes a decision from its event where that has not reached the order', async () => {
    expect(await rowOf({}, [aPaymentDecided()])).toMatchObject({
      state: 'CAPTURED',
      gatewayReference: 'pi_1',
      source: aPaymentDecided().source,
    });
  });

  it.each([
    ['after', ['IN_REVIEW', 'CAPTURED']],
    ['before', ['CAPTURED', 'IN_REVIEW']],
  ] as const)('takes the final decision, whether it comes %s the review', async (_when, states) => {
    const payment = { ...captured, state: 'IN_REVIEW', gatewayReference: null } as const;
    const events = states.map((state) => aPaymentDecided({ state }));

    expect(await rowOf({ status: 'IN_REVIEW', payment, receipt }, events)).toMatchObject({ state: 'CAPTURED' });
  });

  it('overwrites nothing, and changes nothing when it runs again', async () => {
    const { rows, rebuild } = aRebuilding();
    const kept = aPaymentRow({ state: 'DECLINED', owner: 'another' });
    rows.set(eventId, kept);
    const orders = [1, 2].map((number) => anOrderRow({ orderId: orderIdOf(number) }));

    expect(await rebuild(orders)).toMatchObject({ orders: 2, inserted: 1, present: 1 });
    expect(await rebuild(orders)).toMatchObject({ orders: 2, inserted: 0, present: 2 });

    expect(rows.get(eventId)).toEqual(kept);
  });

  it('names the orders that it can not read, and goes on', async () => {
    const { rows, rebuild } = aRebuilding();

    const report = await rebuild([{ ...anOrderRow(), currency: 'euro' }, null, anOrderRow({ orderId: orderIdOf(2) })]);

    expect(report).toMatchObject({ orders: 3, inserted: 1 });
    expect(report.unreadable).toEqual([
      expect.stringMatching(new RegExp(`^${orderIdOf(1)}: .*currency`, 's')),
      expect.stringMatching(/^an order without an id/),
    ]);
    expect(rows.size).toBe(1);
  });

  it('tells how far it is', async () => {
    const { told, rebuild } = aRebuilding();

    await rebuild(Array.from({ length: 60 }, (_, number) => anOrderRow({ orderId: orderIdOf(number) })));

    expect(told).toEqual([25, 50, 60]);
  });
});
