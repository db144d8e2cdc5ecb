import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { dynamoDuePayments } from '../../functions/payment-retrier/dynamo-due-payments.ts';
import { retryDuePayments } from '../../functions/payment-retrier/retry-due-payments.ts';
import { attemptPayment } from '../../functions/payments/attempt-payment.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import { dynamoRefunds } from '../../functions/payments/dynamo-refunds.ts';
import type { PaymentOrder } from '../../functions/payments/payment-rows.ts';
import { refundPayment } from '../../functions/payments/refund-payment.ts';
import { dynamoOrderRows } from '../../operations/dynamo-history.ts';
import { dynamoOperatorLedger, dynamoRestoredRows } from '../../operations/dynamo-operator-ledger.ts';
import { rebuildDedup } from '../../operations/rebuild-dedup.ts';
import { anOrderRow, aPaymentDecided, orderIdOf, TRACEPARENT } from '../doubles/order-builders.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { after, LEASE_SECONDS } from '../harness/payments.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';
import { createOrdersTable, createPaymentsTable } from '../harness/test-tables.ts';

const DAY = 86_400;

/** Payments at a gateway that can be made to forget its keys, and the Orders table beside them. */
async function aFlow() {
  let isForgetful = false;
  const payments = await paymentsInDynamoDb({ forgets: () => isForgetful });
  const { dynamo } = payments;
  const ordersTable = await createOrdersTable(dynamo);
  const store = dynamoOrderStore({ dynamo, table: ordersTable });
  return {
    ...payments,
    place: (order: PaymentOrder, differing: Partial<OrderRow> = {}) => {
      const { eventId: _, traceparent: __, source, ...placed } = order;
      const { timestamp, ...place } = source;
      const receipt = { ...place, acknowledgedAt: new Date(timestamp).toISOString() };
      return store.insert(anOrderRow({ ...placed, outbox: undefined, receipt, ...differing }));
    },
    forgetKeys: () => {
      isForgetful = true;
    },
    restore: async () => restoredTable(payments, { ordersTable, table: await createPaymentsTable(dynamo) }),
  };
}

/** Consumer, retrier and operator over a table of before the first payment. */
function restoredTable(
  { dynamo, gateway, now }: Awaited<ReturnType<typeof paymentsInDynamoDb>>,
  { ordersTable, table }: { readonly ordersTable: string; readonly table: string },
) {
  let tokens = 0;
  const attempt = attemptPayment({
    ledger: dynamoPaymentLedger({ dynamo, table }),
    gateway,
    now,
    newToken: () => `restored-${++tokens}`,
    leaseSeconds: LEASE_SECONDS,
  });
  const retry = retryDuePayments({
    due: dynamoDuePayments({ dynamo, table }),
    retry: attempt.retry,
    refund: refundPayment({ refunds: dynamoRefunds({ dynamo, table }), gateway, now }),
    report: () => undefined,
    failed: (_eventId, error) => {
      throw error;
    },
    now,
    concurrency: 1,
  });
  const rebuild = rebuildDedup({ rows: dynamoRestoredRows({ dynamo, table }), now, progress: () => undefined });
  return {
    charge: attempt.charge,
    retryDue: () => retry({ deadline: after(1e9) }),
    find: dynamoOperatorLedger({ dynamo, table }).find,
    rebuild: (events: Parameters<typeof rebuild>[0]['events'] = none()) =>
      rebuild({ orders: dynamoOrderRows({ dynamo, table: ordersTable }), events }),
  };
}

async function* none() {}

/** One order whose status has come back, one whose event alone has, two of which nobody knows, and one that was declined. */
async function aDayOfOrders() {
  const flow = await aFlow();
  const orders = [1, 2, 3, 4].map((number) => aPaymentOrder({ orderId: orderIdOf(number) }));
  const declined = aPaymentOrder({ orderId: orderIdOf(5), paymentMethod: 'pm_card_chargeDeclined' });
  for (const order of [...orders, declined]) await flow.charge(order);
  const [paid, decided, ...unknown] = orders;
  if (paid === undefined || decided === undefined) throw new Error('there are orders');
  const references = async (order: PaymentOrder) => (await flow.row(order)).gatewayReference ?? null;
  const payment = { state: 'CAPTURED', declineCode: null, decidedAt: paid.placedAt } as const;
  await flow.place(paid, { status: 'PAID', payment: { ...payment, gatewayReference: await references(paid) } });
  for (const order of [decided, ...unknown, declined]) await flow.place(order);
  const { orderId } = decided;
  const event = aPaymentDecided({ orderId, gatewayReference: await references(decided), source: decided.source });
  async function* events() {
    yield { ...event, traceparent: TRACEPARENT };
  }
  const lost = new Map<string, string | undefined>();
  for (const order of orders) lost.set(order.eventId, (await flow.row(order)).gatewayReference);
  flow.pass(DAY);
  flow.forgetKeys();
  return { flow, orders, declined, events, lost, topic: [...orders, declined] };
}

const capturesOf = (flow: Awaited<ReturnType<typeof aFlow>>, topic: readonly PaymentOrder[]) =>
  topic.map(({ eventId }) => flow.captures(eventId));

describe('replay everything on a PaymentDedup table that was restored to an earlier time', () => {
  it('charges again where the table was not rebuilt: rows are lost, and the gateway forgets its keys', async () => {
    const { flow, topic } = await aDayOfOrders();
    const restored = await flow.restore();

    for (const order of topic) await restored.charge(order);

    expect(capturesOf(flow, topic)).toEqual([2, 2, 2, 2, 0]);
  });

  it('makes no second charge once it was rebuilt, and decides every order by what the gateway holds', async () => {
    const { flow, orders, declined, events, lost, topic } = await aDayOfOrders();
    const restored = await flow.restore();

    expect(await restored.rebuild(events())).toMatchObject({ orders: 5, events: 1, inserted: 5, decided: 1 });
    expect(await restored.retryDue()).toMatchObject({ retried: 3, complete: true });
    for (const order of topic) await restored.charge(order);

    expect(capturesOf(flow, topic)).toEqual([1, 1, 1, 1, 0]);
    for (const { eventId } of orders)
      expect(await restored.find(eventId)).toMatchObject({ state: 'CAPTURED', gatewayReference: lost.get(eventId) });
    expect(await restored.find(declined.eventId)).toMatchObject({ state: 'DECLINED' });
  });

  it('charges an order once that was never charged, at once and without its event', async () => {
    const flow = await aFlow();
    const order = aPaymentOrder();
    await flow.place(order);
    const restored = await flow.restore();

    await restored.rebuild();
    await restored.retryDue();

    expect(flow.captures(order.eventId)).toBe(1);
    expect(await restored.find(order.eventId)).toMatchObject({ state: 'CAPTURED', source: order.source });
  });

  it('lets an order whose record nobody knows wait for it, so that no receipt is invented', async () => {
    const flow = await aFlow();
    const order = aPaymentOrder();
    await flow.charge(order);
    await flow.place(order, { receipt: undefined });
    const restored = await flow.restore();
    await restored.rebuild();

    expect(await restored.retryDue()).toMatchObject({ retried: 0 });
    expect(await restored.charge(order)).toEqual({ kind: 'captured' });

    expect(flow.captures(order.eventId)).toBe(1);
    expect(await restored.find(order.eventId)).toMatchObject({ source: order.source });
  });
});
