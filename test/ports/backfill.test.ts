import { describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { type BackfillProgress, backfill } from '../../operations/backfill.ts';
import { requeueOrderAgain } from '../../operations/requeue-again.ts';
import { anOrderRow, orderIdOf } from '../doubles/order-builders.ts';
import { stuckFlow } from './stuck-flow.ts';

const MONTH = 30 * 86_400;
const METHODS = ['pm_card_visa', 'pm_card_chargeDeclined', 'pm_wrong_amount'];

/** Orders of each outcome, a month ago. */
async function oldOrders() {
  const flow = await stuckFlow();
  for (const [number, paymentMethod] of METHODS.entries())
    await flow.store.insert(anOrderRow({ orderId: orderIdOf(number), paymentMethod }));
  await settle(flow);
  await flow.reconcileAfter(MONTH);
  return { flow, orders: () => Promise.all(METHODS.map((_, number) => flow.order(number))) };
}

async function settle(flow: Awaited<ReturnType<typeof stuckFlow>>) {
  await flow.publishOrders();
  await flow.chargeAll();
  await flow.publishPayments();
  await flow.updateAll();
}

async function backfillAll({ history, ...flow }: Awaited<ReturnType<typeof stuckFlow>>) {
  const requeue = requeueOrderAgain({ ...flow, reconcileAfter: 600 });
  const run = backfill({ history, requeue, report: () => undefined, now: flow.now, wait: async () => undefined });
  let last: BackfillProgress | undefined;
  for await (const progress of run({ perSecond: 1_000 })) last = progress;
  return last;
}

describe('a backfill of old orders', () => {
  it('publishes each event once more, and creates, confirms and decides nothing', async () => {
    const { flow, orders } = await oldOrders();
    const before = await orders();
    const creations = flow.creations.length;
    expect(before.map((order) => order?.status)).toEqual(['PAID', 'DECLINED', 'IN_REVIEW']);

    expect(await backfillAll(flow)).toMatchObject({ scanned: 3, requeued: 3, cursor: undefined });
    await settle(flow);

    const events = METHODS.map((_, number) => ORDER_PLACED.eventId(orderIdOf(number)));
    expect(flow.published.orders().toSorted(byText)).toEqual([...events, ...events].toSorted(byText));
    expect(flow.published.payments()).toHaveLength(3);
    expect(flow.creations).toHaveLength(creations);
    // The receipt of the copy removed the outbox entry; it did not replace the first.
    for (const [number, order] of (await orders()).entries()) {
      const { lastRequeuedAt, ...rest } = order ?? {};
      const { version = 0, ...unchanged } = before[number] ?? {};
      expect(rest).toEqual({ ...unchanged, version: version + 1, requeues: 1 });
    }
  });
});

const byText = (one: string, other: string) => one.localeCompare(other);
