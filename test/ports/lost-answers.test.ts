import { describe, expect, it } from 'vitest';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { placeOrder } from '../../functions/order-api/place-order.ts';
import { dynamoOrderOutbox } from '../../functions/outbox-publisher/dynamo-order-outbox.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import type { PaymentGateway } from '../../functions/payments/payment-gateway.ts';
import { dynamoRequeues } from '../../functions/reconciler/dynamo-requeues.ts';
import { dynamoOrderStatusStore } from '../../functions/status-updater/dynamo-order-status-store.ts';
import { updateStatus } from '../../functions/status-updater/update-status.ts';
import {
  anOrderRequest,
  anOrderRow,
  aPaymentDecided,
  orderIdOf,
  PLACED_AT,
  TRACEPARENT,
} from '../doubles/order-builders.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { anEventEntry } from '../doubles/record-builders.ts';
import { createOrdersTable } from '../harness/flow-tables.ts';
import { loseFirstAnswers } from '../harness/lost-answers.ts';
import { at, LEASE_SECONDS, LOST, UNREACHABLE } from '../harness/payments.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';
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

  it('raises a status once', async () => {
    const { losing, orders } = await anOrdersTable();
    await orders.insert(anOrderRow());

    expect(await updateStatus({ orders: dynamoOrderStatusStore(losing) })(aPaymentDecided())).toBe('stale');
    expect(await orders.find(orderIdOf(1))).toMatchObject({ status: 'PAID', version: 2 });
  });
});

/** Attempts at payments whose every call of the table is made twice. */
async function losingPayments() {
  const payments = await paymentsInDynamoDb();
  const ledger = dynamoPaymentLedger({ dynamo: loseFirstAnswers(testDynamoDb()), table: payments.table });
  const attempt = (gateway: Partial<PaymentGateway> = {}) => payments.attempt({ ledger, gateway });
  return { ...payments, attempt, charge: attempt().charge, retryDue: () => payments.retryDue({ ledger }) };
}

describe('repeat a write of a payment whose answer was lost, as the SDK does by itself', () => {
  const order = aPaymentOrder();
  const lost = async () => LOST;
  const dies = () => Promise.reject(new Error('the sandbox died'));

  it('inserts, charges and decides once', async () => {
    const { charge, row, calls } = await losingPayments();

    expect(await charge(order)).toEqual({ kind: 'captured' });
    expect(calls).toEqual(['create', 'confirm']);
    expect(await row(order)).toMatchObject({ state: 'CAPTURED', attempts: 1 });
  });

  it('takes over once, records one intent, and decides', async () => {
    const { attempt, row, retryDue, pass, calls } = await losingPayments();
    expect(await attempt({ create: lost }).charge(order)).toMatchObject({ kind: 'parked', dueAt: at(5) });
    pass(5);

    expect(await retryDue()).toMatchObject({ retried: 1, failed: 0 });
    expect(calls).toEqual(['create', 'confirm']);
    expect(await row(order)).toMatchObject({ state: 'CAPTURED', intentId: 'pi_1', attempts: 2 });
  });

  it('parks once, and says since when', async () => {
    const { attempt, row, retryDue, pass } = await losingPayments();
    const { charge } = attempt({ confirm: lost, retrieve: lost });

    expect(await charge(order)).toMatchObject({ kind: 'parked', dueAt: at(5) });
    expect(await row(order)).toMatchObject({ dueAt: at(5), parkedSince: at(0), leaseUntil: at(0), attempts: 1 });
    pass(5);
    await retryDue();
    expect(await row(order)).toMatchObject({ state: 'CAPTURED', attempts: 2 });
  });

  it('takes the count of an attempt that sent nothing back once', async () => {
    const { attempt, row } = await losingPayments();

    expect(await attempt({ confirm: async () => UNREACHABLE }).charge(order)).toEqual(UNREACHABLE);
    expect(await row(order)).toMatchObject({ state: 'CHARGING', attempts: 0, leaseUntil: at(0) });
  });

  it('makes a payment that another holds due when its lease ends', async () => {
    const { attempt, charge, row } = await losingPayments();
    await expect(attempt({ confirm: dies }).charge(order)).rejects.toThrow('died');

    expect(await charge(order)).toEqual({ kind: 'held-by-another' });
    expect(await row(order)).toMatchObject({ dueAt: at(LEASE_SECONDS), attempts: 1 });
  });
});
