import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Receipt } from '../../functions/contracts/cloud-event.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import type { Fault } from '../harness/faulty-sandbox.ts';
import { orderFlow } from './order-flow.ts';

const HOWS = ['error before', 'error after', 'death before', 'death after'] as const;
const METHODS = ['pm_card_visa', 'pm_card_chargeDeclined', 'pm_timeout_before_charge', 'pm_error_500_sticky'] as const;
type Method = (typeof METHODS)[number];

/** When the customer cancels: before anything has happened, with one topic read before the other, or once it is decided. */
const MOMENTS = ['before the charge', 'beside the charge', 'after the charge'] as const;
type Moment = (typeof MOMENTS)[number];

interface Life {
  readonly method: Method;
  readonly moment: Moment;
}
interface Disturbed {
  readonly faults?: readonly Fault[];
  readonly deliveries?: number;
}

/** An order that is placed and cancelled, to its end. */
async function live({ method, moment }: Life, disturbances: Disturbed = {}) {
  const flow = orderFlow(disturbances);
  await flow.place('key', method);
  if (moment === 'after the charge') await flow.settle();
  await flow.cancel('key');
  await flow.settle({ first: moment === 'before the charge' ? 'cancelled' : 'placed' });
  return flow;
}

type Flow = Awaited<ReturnType<typeof live>>;

const endOf = (flow: Flow) => {
  const [order] = flow.orders.values();
  return { status: order?.status, captures: flow.captures(order?.orderId), refunds: flow.refunds(order?.orderId) };
};

const CANCELLED = { status: 'CANCELLED', captures: 0, refunds: 0 };
const REFUNDED = { status: 'REFUNDED', captures: 1, refunds: 1 };
const DECLINED = { status: 'DECLINED', captures: 0, refunds: 0 };

describe('cancel an order', () => {
  it.each<[Moment, Method, object]>([
    ['before the charge', 'pm_card_visa', CANCELLED],
    ['before the charge', 'pm_card_chargeDeclined', CANCELLED],
    ['beside the charge', 'pm_card_visa', REFUNDED],
    ['beside the charge', 'pm_card_chargeDeclined', DECLINED],
    ['beside the charge', 'pm_timeout_before_charge', CANCELLED],
    ['after the charge', 'pm_card_visa', REFUNDED],
    ['after the charge', 'pm_card_chargeDeclined', DECLINED],
  ])('%s, with %s', async (moment, method, end) => {
    expect(endOf(await live({ method, moment }))).toEqual(end);
  });

  it.each(METHODS.flatMap((method) => MOMENTS.map((moment) => [method, moment] as const)))(
    'never leaves a charge without its refund, wherever a fault strikes: %s, %s',
    async (method, moment) => {
      const calls = (await live({ method, moment })).calls();
      expect(calls).toBeGreaterThanOrEqual(13);

      for (let call = 0; call < calls; call++)
        for (const how of HOWS) await expectItsEnd({ method, moment }, { faults: [{ call, how }] });
    },
  );

  it('never leaves a charge without its refund, wherever two strike', { timeout: 300_000 }, async () => {
    const faults = fc.array(fc.record({ call: fc.nat(60), how: fc.constantFrom(...HOWS) }), { maxLength: 8 });
    const lives = fc.record({ method: fc.constantFrom(...METHODS), moment: fc.constantFrom(...MOMENTS) });
    await fc.assert(
      fc.asyncProperty(lives, faults, fc.integer({ min: 1, max: 3 }), async (life, struck, deliveries) => {
        await expectItsEnd(life, { faults: struck, deliveries });
      }),
      { numRuns: 300 },
    );
  });
});

/** A fault may move a charge behind the cancellation, so that one end becomes another; each has its money right. */
async function expectItsEnd(life: Life, disturbances: Disturbed) {
  const flow = await live(life, disturbances);
  const struck = JSON.stringify({ life, disturbances });

  expect([CANCELLED, REFUNDED, DECLINED], struck).toContainEqual(endOf(flow));
  const [order] = flow.orders.values();
  const [payment] = flow.payments.values();
  expect(payment, struck).not.toHaveProperty('dueAt');
  for (const event of eventsOf(order)) expectReceiptOrEntry(flow, event, struck);
  expect(order?.openShard !== undefined, struck).toBe(order?.outbox !== undefined);
  expectNoOther(flow, struck);
}

interface OrderEvent {
  readonly id: string;
  readonly number: string;
  readonly order: OrderRow;
  readonly receipt: Receipt | undefined;
}

function eventsOf(order: OrderRow | undefined): OrderEvent[] {
  if (order === undefined) return [];
  const event = (number: string, type: string, receipt: Receipt | undefined) => ({
    id: `${order.orderId}.${type}.${number}`,
    number,
    order,
    receipt,
  });
  const first = event('1', 'order-placed', order.receipt);
  return order.cancellation ? [first, event('2', 'order-cancelled', order.receipts?.['2'])] : [first];
}

/** What has no receipt yet is still to be published, and the reconciler finds it. */
function expectReceiptOrEntry(flow: Flow, { id, number, order, receipt }: OrderEvent, struck: string) {
  if (receipt === undefined) expect(order.outbox?.entries, struck).toHaveProperty(number);
  else expect(flow.recordAt(receipt)?.id, struck).toBe(id);
}

/** No copy of the second event has another content than the first. */
function expectNoOther({ topics }: Flow, struck: string) {
  const events = new Map(topics.cancelled.flat().map((event) => [event.id, event]));
  for (const event of topics.cancelled.flat()) expect(event, struck).toEqual(events.get(event.id));
}
