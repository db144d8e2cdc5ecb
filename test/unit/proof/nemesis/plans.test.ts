import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, planFaults } from '../../../../proof/nemesis/planned-faults.ts';
import { bodyHashOf, planOrders } from '../../../../proof/nemesis/planned-orders.ts';

describe('the orders of a run', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(planOrders(7, 50)).toEqual(planOrders(7, 50));
    expect(planOrders(8, 50)).not.toEqual(planOrders(7, 50));
  });

  it('hold every payment method, every tenant and everything that may follow an order', () => {
    const orders = planOrders(1, 2_000);
    const kinds = (of: (order: (typeof orders)[number]) => readonly string[]) => new Set(orders.flatMap(of)).size;

    expect(kinds(({ request }) => [request.paymentMethod])).toBe(12);
    expect(kinds(({ tenant }) => [tenant])).toBe(3);
    expect(kinds(({ followUps }) => followUps.map(({ what }) => what))).toBe(5);
    expect(kinds(({ key }) => [key])).toBe(orders.length);
  });

  it('have one hash for one body, whatever the order of its fields', () => {
    const [{ request } = expect.fail('no order')] = planOrders(1, 1);
    const turned = Object.fromEntries(Object.entries(request).toReversed()) as typeof request;

    expect(bodyHashOf(turned)).toBe(bodyHashOf(request));
    expect(bodyHashOf({ ...request, customerId: 'another' })).not.toBe(bodyHashOf(request));
  });
});

describe('the faults of a run', () => {
  it('are the same for the same seed, and in another order for another', () => {
    expect(planFaults(7, 2)).toEqual(planFaults(7, 2));
    expect(planFaults(8, 2).map(({ kind }) => kind)).not.toEqual(planFaults(7, 2).map(({ kind }) => kind));
  });

  it('have each kind once a round, with what the kind needs', () => {
    const kinds = Object.keys(FAULT_KINDS).toSorted((a, b) => a.localeCompare(b));
    const plan = planFaults(1, 3);

    for (const round of [0, 1, 2])
      expect(
        plan
          .slice(round * kinds.length, (round + 1) * kinds.length)
          .map(({ kind }) => kind)
          .toSorted((a, b) => a.localeCompare(b)),
      ).toEqual(kinds);
    expect(plan.find(({ kind }) => kind === 'throttle-table')).toMatchObject({ seconds: 6, value: 40 });
  });
});
