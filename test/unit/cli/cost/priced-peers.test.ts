import { describe, expect, it } from 'vitest';
import { lineOf, sumOf } from '../../../../cli/cost/bill.ts';
import { commonDesign } from '../../../../cli/cost/peers/common-design.ts';
import { debeziumOnRds } from '../../../../cli/cost/peers/debezium-on-rds.ts';
import type { Usage } from '../../../../cli/cost/usage.ts';

const unitsOf = (usages: readonly Usage[]) =>
  usages.filter(({ price }) => price === 'dynamodb-write').reduce((sum, { perOrder = 0 }) => sum + perOrder, 0);

const perMillion = (usages: readonly Usage[], ordersPerSecond: number) =>
  sumOf(usages.map((usage) => lineOf({ id: 'peer', type: 'peer' }, usage, { ordersPerSecond, monthsKept: 1 })))
    .perMillionOrders;

const idleOf = (usages: readonly Usage[], price: string) =>
  usages.filter((usage) => usage.price === price).reduce((sum, { always = 0 }) => sum + always, 0);

describe('price the common design', () => {
  const inBatches = commonDesign({ decidedEvent: true, together: 100 });

  it('pays the write units that the figure write-units counts, and four more for an event of the payment', () => {
    expect(unitsOf(commonDesign({ decidedEvent: false, together: 100 }))).toBe(9);
    expect(unitsOf(inBatches)).toBe(13);
  });

  it('pays each wait for the gateway in full where records are processed in sequence, and shares it in a batch', () => {
    const inSequence = commonDesign({ decidedEvent: true, together: 1 });

    expect(perMillion(inSequence, 1_000)).toBeCloseTo(perMillion(inSequence, 1), 9);
    expect(perMillion(inBatches, 1)).toBeCloseTo(perMillion(inSequence, 1), 9);
    // Of 0.8 s with half a GB all but a hundredth.
    expect(perMillion(inSequence, 1_000) - perMillion(inBatches, 1_000)).toBeCloseTo(0.817 * 0.99 * 0.5 * 13.3334, 1);
  });
});

describe('price Debezium before RDS', () => {
  it('has a database of the smallest class that keeps up, and a proxy for it', () => {
    const vcpus = (ordersPerSecond: number) => idleOf(debeziumOnRds(ordersPerSecond), 'rds-proxy') / 730;

    expect([1, 50, 1_000, 2_000].map(vcpus)).toEqual([2, 2, 4, 8]);
    expect(idleOf(debeziumOnRds(1_000), 'db.m7g.large')).toBe(2 * 730);
  });

  it('has as many units of MSK Connect as two events an order take', () => {
    const units = (ordersPerSecond: number) => idleOf(debeziumOnRds(ordersPerSecond), 'msk-connect-unit') / 730;

    expect([1, 1_250, 1_251].map(units)).toEqual([1, 1, 2]);
  });
});
