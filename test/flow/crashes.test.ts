import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../harness/faulty-sandbox.ts';
import { orderFlow } from './order-flow.ts';

const HOWS = ['error before', 'error after', 'death before', 'death after'] as const;

/** How the payment goes without a fault: at once, by a cancellation, or by the retrier, with and without an intent on the row. */
const ENDS = {
  pm_card_visa: { status: 'PAID', captures: 1 },
  pm_card_chargeDeclined: { status: 'DECLINED', captures: 0 },
  pm_timeout_before_charge: { status: 'PAID', captures: 1 },
  pm_error_500_sticky: { status: 'PAID', captures: 1 },
} as const;
type Method = keyof typeof ENDS;
const METHODS = Object.keys(ENDS) as Method[];

describe('a fault at any awaited call', () => {
  it.each(METHODS)('leaves the order decided as without it, wherever one strikes: %s', async (method) => {
    for (const call of await allCalls(method))
      for (const how of HOWS) await expectItsEnd([{ call, how }], { methods: [method] });
  });

  it('leaves the order paid once, wherever two strike', { timeout: 300_000 }, async () => {
    const calls = await allCalls('pm_card_visa');
    // The first makes the way longer.
    const later = [...calls, ...calls.map((call) => call + calls.length)];
    const pairs = calls.flatMap((call) => later.filter((other) => other > call).map((other) => [call, other] as const));
    for (const [call, other] of pairs) {
      for (const how of HOWS)
        for (const also of HOWS)
          await expectItsEnd(
            [
              { call, how },
              { call: other, how: also },
            ],
            { methods: ['pm_card_visa'] },
          );
    }
  });

  it('leaves every order decided, whatever strikes and however often everything is delivered', async () => {
    const faults = fc.array(fc.record({ call: fc.nat(80), how: fc.constantFrom(...HOWS) }), { maxLength: 12 });
    const methods = fc.array(fc.constantFrom(...METHODS), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(faults, methods, fc.integer({ min: 1, max: 3 }), async (struck, placed, deliveries) => {
        await expectItsEnd(struck, { methods: placed, deliveries });
      }),
    );
  });
});

/** The numbers of the calls that an undisturbed order takes. */
async function allCalls(method: Method): Promise<number[]> {
  const flow = orderFlow();
  await flow.place('key', method);
  await flow.settle();
  expect(flow.calls()).toBeGreaterThanOrEqual(11);
  return [...Array(flow.calls()).keys()];
}

interface Run {
  readonly methods: readonly Method[];
  readonly deliveries?: number;
}

async function expectItsEnd(faults: readonly Fault[], { methods, deliveries = 1 }: Run) {
  const flow = orderFlow({ faults, deliveries });
  for (const [number, method] of methods.entries()) await flow.place(`key-${number}`, method);
  await flow.settle();

  const struck = JSON.stringify(faults);
  const events = new Map(flow.topics.placed.flat().map((event) => [event.id, event]));
  expect(flow.orders.size, struck).toBe(methods.length);
  for (const { orderId, paymentMethod, status, outbox, receipt } of flow.orders.values()) {
    const captures = flow.captures(orderId);
    expect({ status, captures, outbox }, struck).toEqual({ ...ENDS[paymentMethod as Method], outbox: undefined });
    expect(flow.recordAt(receipt)?.id, struck).toBe(`${orderId}.order-placed.1`);
  }
  for (const event of flow.topics.placed.flat()) expect(event, struck).toEqual(events.get(event.id));
}
