import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../harness/faulty-sandbox.ts';
import { orderFlow } from '../harness/order-flow.ts';

const HOWS = ['error before', 'error after', 'death before', 'death after'] as const;

describe('a fault at any awaited call', () => {
  it('leaves the order paid once, wherever one strikes', async () => {
    for (const call of await allCalls()) {
      for (const how of HOWS) await expectOnePayment([{ call, how }]);
    }
  });

  it('leaves the order paid once, wherever two strike', async () => {
    const calls = await allCalls();
    // The first makes the way longer.
    const later = [...calls, ...calls.map((call) => call + calls.length)];
    const pairs = calls.flatMap((call) => later.filter((other) => other > call).map((other) => [call, other] as const));
    for (const [first, second] of pairs) {
      for (const how of HOWS)
        for (const also of HOWS)
          await expectOnePayment([
            { call: first, how },
            { call: second, how: also },
          ]);
    }
  });

  it('leaves every order paid once, whatever strikes and however often everything is delivered', async () => {
    const faults = fc.array(fc.record({ call: fc.nat(60), how: fc.constantFrom(...HOWS) }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(faults, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }), async (...run) => {
        const [struck, deliveries, count] = run;
        await expectOnePayment(struck, { deliveries, count });
      }),
    );
  });
});

/** The numbers of the calls that an undisturbed order takes. */
async function allCalls(): Promise<number[]> {
  const flow = orderFlow();
  await flow.place('key');
  await flow.settle();
  expect(flow.calls()).toBeGreaterThanOrEqual(7);
  return [...Array(flow.calls()).keys()];
}

async function expectOnePayment(faults: readonly Fault[], { deliveries = 1, count = 1 } = {}) {
  const flow = orderFlow({ faults, deliveries });
  for (let number = 0; number < count; number++) await flow.place(`key-${number}`);
  await flow.settle();

  const struck = JSON.stringify(faults);
  const events = new Map(flow.topics.placed.flat().map((event) => [event.id, event]));
  expect(flow.orders.size, struck).toBe(count);
  for (const order of flow.orders.values()) {
    const { orderId, status, outbox } = order;
    expect({ status, outbox }, struck).toEqual({ status: 'PAID', outbox: undefined });
    expect(flow.captures(orderId), struck).toBe(1);
    expect(flow.recordAt(order.receipt)?.id, struck).toBe(`${orderId}.order-placed.1`);
  }
  for (const event of flow.topics.placed.flat()) expect(event, struck).toEqual(events.get(event.id));
}
