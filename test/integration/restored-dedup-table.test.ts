import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { dynamoDedupRows } from '../../functions/payment-processor/dynamo-dedup-rows.ts';
import { dynamoOrderRows } from '../../functions/payment-processor/dynamo-order-rows.ts';
import { dynamoPaymentLedger } from '../../functions/payment-processor/dynamo-payment-ledger.ts';
import { dynamoReviewLedger } from '../../functions/payment-processor/dynamo-review-ledger.ts';
import type { PaymentOrder } from '../../functions/payment-processor/payment-order.ts';
import { rebuildDedup } from '../../functions/payment-processor/rebuild-dedup.ts';
import { takePayment } from '../../functions/payment-processor/take-payment.ts';
import { anOrderRow, orderIdOf } from '../doubles/order-builders.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { createOrdersTable, createPaymentsTable } from '../harness/flow-tables.ts';
import { at } from '../harness/payment-processor.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** Hours after the first at which orders are placed, and whether their status has come back. */
const ORDERS = [
  { hour: 0, isClosed: true },
  { hour: 0, isClosed: false },
  { hour: 1, isClosed: false },
  { hour: 3, isClosed: true },
  { hour: 21, isClosed: false },
] as const;

type Payments = Awaited<ReturnType<typeof paymentsInDynamoDb>>;

/** Orders that were charged, on a topic that still holds all of them; and a PaymentDedup table as it was before the first. */
async function aRestoredTable() {
  const payments = await paymentsInDynamoDb();
  const ordersTable = await createOrdersTable(payments.dynamo);
  const orders = dynamoOrderStore({ dynamo: payments.dynamo, table: ordersTable });
  const topic: PaymentOrder[] = [];
  for (const [number, { hour, isClosed }] of ORDERS.entries()) {
    const order = aPaymentOrder({ orderId: orderIdOf(number), placedAt: at(hour * HOUR) });
    payments.setClock(hour * HOUR);
    payments.loseAnswers(!isClosed);
    await payments.take(order);
    await orders.insert(isClosed ? paid(order, (await payments.row(order))?.gatewayReference) : placed(order));
    topic.push(order);
  }
  payments.loseAnswers(false);
  return { payments, ordersTable, topic, restored: await restore(payments) };
}

const placed = ({ orderId, placedAt }: PaymentOrder) => anOrderRow({ orderId, placedAt });
const paid = (order: PaymentOrder, reference = ''): OrderRow => ({
  ...placed(order),
  status: 'PAID',
  payment: { state: 'CAPTURED', gatewayReference: reference, declineCode: null, decidedAt: order.placedAt },
});

async function restore({ deps, dynamo }: Payments) {
  const table = await createPaymentsTable(dynamo);
  return {
    take: takePayment({ ...deps, ledger: dynamoPaymentLedger({ dynamo, table }) }),
    find: dynamoReviewLedger({ dynamo, table }).find,
    rows: dynamoDedupRows({ dynamo, table }),
  };
}

type Restored = Awaited<ReturnType<typeof restore>>;

const rebuild = ({ deps, dynamo }: Payments, { rows }: Restored, table: string) =>
  rebuildDedup({ rows, window: deps.window, now: deps.now, progress: () => undefined })({
    orders: dynamoOrderRows({ dynamo, table }),
  });

/** Replays the topic at hour 22, where every answer is lost, and again when the gateway has forgotten the first keys. */
async function replay({ setClock, loseAnswers }: Payments, { take }: Restored, topic: readonly PaymentOrder[]) {
  for (const [hours, lost] of [
    [22, true],
    [25, false],
    [26, false],
    [50, false],
  ] as const) {
    setClock(hours * HOUR);
    loseAnswers(lost);
    for (const order of topic) await take(order);
  }
}

describe('replay everything on a PaymentDedup table that was restored to an earlier time', () => {
  it('charges again where the table was not rebuilt: the gateway forgets a key before the new row does', async () => {
    const { payments, restored, topic } = await aRestoredTable();

    await replay(payments, restored, topic);

    expect(payments.captures.length).toBeGreaterThan(ORDERS.length);
  });

  it('makes no second charge once it was rebuilt, and decides every order by what the gateway holds', async () => {
    const { payments, restored, topic, ordersTable } = await aRestoredTable();
    payments.setClock(22 * HOUR);

    expect(await rebuild(payments, restored, ordersTable)).toMatchObject({ orders: 5, inserted: 5, unreadable: [] });
    await replay(payments, restored, topic);

    expect(payments.captures.map(({ request }) => request.orderId)).toEqual(topic.map(({ orderId }) => orderId));
    for (const [number, { eventId }] of topic.entries())
      expect(await restored.find(eventId)).toMatchObject({ state: 'CAPTURED', gatewayReference: `pi_${number + 1}` });
  });

  it('makes none a month later either', async () => {
    const { payments, restored, topic, ordersTable } = await aRestoredTable();
    payments.setClock(30 * DAY);
    await rebuild(payments, restored, ordersTable);

    for (const order of topic) await restored.take(order);

    expect(payments.captures).toHaveLength(ORDERS.length);
  });

  it('charges an order once that was never charged, and leaves it to a person when it is too old to be', async () => {
    const payments = await paymentsInDynamoDb();
    const table = await createOrdersTable(payments.dynamo);
    const [old, young] = [0, 22].map((hour, n) => aPaymentOrder({ orderId: orderIdOf(n), placedAt: at(hour * HOUR) }));
    if (old === undefined || young === undefined) throw new Error('there are two orders');
    for (const order of [old, young]) await dynamoOrderStore({ dynamo: payments.dynamo, table }).insert(placed(order));
    const restored = await restore(payments);
    payments.setClock(DAY);
    await rebuild(payments, restored, table);

    expect([await restored.take(old), await restored.take(young)]).toEqual([
      { kind: 'in-review' },
      { kind: 'captured' },
    ]);
    expect(payments.captures.map(({ request }) => request.orderId)).toEqual([young.orderId]);
    // The row names the record that was consumed now, not the one that nobody knew.
    expect((await restored.find(young.eventId))?.source).toEqual(young.source);
  });
});
