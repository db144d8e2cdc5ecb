import { describe, expect, it } from 'vitest';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { placeOrder } from '../../functions/order-api/place-order.ts';
import { dynamoOrderOutbox } from '../../functions/outbox-publisher/dynamo-order-outbox.ts';
import { dynamoPaymentLedger } from '../../functions/payment-processor/dynamo-payment-ledger.ts';
import { takePayment } from '../../functions/payment-processor/take-payment.ts';
import { dynamoRequeues } from '../../functions/reconciler/dynamo-requeues.ts';
import { dynamoOrderStatusStore } from '../../functions/status-updater/dynamo-order-status-store.ts';
import { updateStatus } from '../../functions/status-updater/update-status.ts';
import { inMemoryPaymentGateway } from '../doubles/in-memory-payment-gateway.ts';
import {
  anOrderRequest,
  anOrderRow,
  aPaymentDecided,
  orderIdOf,
  PLACED_AT,
  TRACEPARENT,
} from '../doubles/order-builders.ts';
import { aChargeWindow, aPaymentOrder } from '../doubles/payment-builders.ts';
import { anEventEntry } from '../doubles/record-builders.ts';
import { createOrdersTable, createPaymentsTable } from '../harness/flow-tables.ts';
import { loseFirstAnswers } from '../harness/lost-answers.ts';
import { testDynamoDb } from '../harness/tables.ts';

const now = () => new Date(PLACED_AT);

/** Clients of one table: one that loses answers, one that doesn't. */
async function anOrdersTable() {
  const table = await createOrdersTable(testDynamoDb());
  return {
    losing: { dynamo: loseFirstAnswers(testDynamoDb()), table, now },
    orders: dynamoOrderStore({ dynamo: testDynamoDb(), table }),
  };
}

describe('repeat a write whose answer was lost, as the SDK does by itself', () => {
  it('takes the order that it meets for the one that it placed', async () => {
    const { losing, orders } = await anOrdersTable();
    const place = placeOrder({ orders: dynamoOrderStore(losing), now });

    const placed = await place({
      tenant: 'local',
      idempotencyKey: 'k1',
      request: anOrderRequest(),
      traceparent: TRACEPARENT,
    });

    expect(placed).toMatchObject({ kind: 'placed' });
    expect(placed).toHaveProperty('order', await orders.find('order' in placed ? placed.order.orderId : ''));
  });

  it('records one receipt', async () => {
    const { losing, orders } = await anOrdersTable();
    await orders.insert(anOrderRow());
    const receipt = { topic: 't', partition: 0, offset: 7, acknowledgedAt: PLACED_AT };

    await dynamoOrderOutbox(losing).close(anEventEntry(), receipt);

    expect(await orders.find(orderIdOf(1))).toMatchObject({ receipt, version: 2 });
  });

  it('requeues an order once', async () => {
    const { losing, orders } = await anOrdersTable();
    await orders.insert(anOrderRow());
    const { order } = dynamoRequeues({ ...losing, orders: losing.table, payments: '' });

    await order(anOrderRow(), now());

    expect(await orders.find(orderIdOf(1))).toMatchObject({ requeues: 1, outbox: { requeues: 1 } });
  });

  it('claims, charges and settles once', async () => {
    const table = await createPaymentsTable(testDynamoDb());
    const gateway = inMemoryPaymentGateway();
    const ledger = dynamoPaymentLedger({ dynamo: loseFirstAnswers(testDynamoDb()), table });
    const take = takePayment({ ledger, gateway, now, window: aChargeWindow(), newToken: () => 'mine' });

    expect(await take(aPaymentOrder())).toEqual({ kind: 'captured' });
    expect(gateway.requests).toHaveLength(1);
  });

  it('raises a status once', async () => {
    const { losing, orders } = await anOrdersTable();
    await orders.insert(anOrderRow());

    expect(await updateStatus({ orders: dynamoOrderStatusStore(losing) })(aPaymentDecided())).toBe('stale');
    expect(await orders.find(orderIdOf(1))).toMatchObject({ status: 'PAID', version: 2 });
  });
});
