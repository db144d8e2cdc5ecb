import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PAYMENT_DECIDED } from '../../functions/contracts/payment-decided.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { paymentDecidedEvent } from '../../functions/outbox-publisher/outbox-events.ts';
import { anOrderRow, orderIdOf } from '../doubles/order-builders.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { aKafkaRecord } from '../doubles/record-builders.ts';
import { logsOf } from '../harness/captured-logs.ts';
import { rawResponse, serveRaw } from '../harness/raw-server.ts';
import { createOrdersTable, createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';
import { type Handler, kafkaSourceEvent, wireHandler, withLeft } from './deployed-handler.ts';

const dynamo = testDynamoDb();
let store: ReturnType<typeof dynamoOrderStore>;
let handler: Handler;

/** Wires a handler as it is deployed, over tables with one order in them, which was placed long ago. */
async function wire(stage: 'reconciler' | 'status-updater', environment: Readonly<Record<string, string>>) {
  const [ORDERS_TABLE, PAYMENT_DEDUP_TABLE] = [await createOrdersTable(dynamo), await createPaymentsTable(dynamo)];
  handler = await wireHandler(stage, { ORDERS_TABLE, PAYMENT_DEDUP_TABLE, ...environment });
  store = dynamoOrderStore({ dynamo, table: ORDERS_TABLE });
  await store.insert(anOrderRow());
}

const order = () => store.find(orderIdOf(1));
afterEach(() => vi.unstubAllEnvs());

describe('reconciler as it is wired', () => {
  beforeEach(() => wire('reconciler', { RECONCILE_AFTER_SECONDS: '600' }));

  it('begins no page in the time that is kept for what it reports', async () => {
    expect(await handler({}, withLeft(20_000))).toMatchObject({ complete: false, ordersRequeued: 0 });

    expect(await order()).toMatchObject({ requeues: 0 });
  });

  it('makes an event flow again that has been under way for too long, and reports the run', async () => {
    const lines = await logsOf(() => handler({}, withLeft(120_000)));

    expect(lines).toContainEqual(expect.objectContaining({ OrdersRequeued: 1, ReconcileRunsCutShort: 0 }));
    expect(await order()).toMatchObject({ requeues: 1 });
  });

  it('leaves an event alone that was placed just now', async () => {
    const openSince = new Date().toISOString();
    await store.insert(anOrderRow({ orderId: orderIdOf(2), placedAt: openSince, openSince }));

    expect(await handler(undefined, withLeft(120_000))).toMatchObject({ openOrders: 2, ordersRequeued: 1 });
  });

  it('tells an operator what a run would do, and does nothing', async () => {
    expect(await handler({ dryRun: true }, withLeft(120_000))).toMatchObject({ complete: true, ordersRequeued: 1 });

    expect(await order()).toMatchObject({ requeues: 0 });
  });
});

/** Takes what is quarantined; a call is answered once so many are there. */
async function aQuarantineFunction({ together = 1 } = {}) {
  const waiting: Socket[] = [];
  let most = 0;
  const server = await serveRaw((socket) => {
    most = Math.max(most, waiting.push(socket));
    if (server.requests.length < together) return;
    for (const held of waiting.splice(0)) held.end(rawResponse(200, '{}'));
  });
  return { ...server, atOnce: () => most };
}

describe('status-updater as it is wired', () => {
  let quarantine: Awaited<ReturnType<typeof aQuarantineFunction>>;
  beforeEach(async () => {
    quarantine = await aQuarantineFunction({ together: 2 });
    await wire('status-updater', {
      AWS_ENDPOINT_URL_LAMBDA: `http://${quarantine.address}`,
      QUARANTINE_FUNCTION: 'takes-bad-records',
      FAILURE_MODE: 'report',
      RECORDS_AT_ONCE: '2',
    });
    return quarantine.close;
  });

  const { topic } = PAYMENT_DECIDED;
  const decided = paymentDecidedEvent('')(aPaymentRow({ state: 'CAPTURED', decidedAt: '2026-01-01T12:00:01.000Z' }));
  const aBatch = () => kafkaSourceEvent(aKafkaRecord({ offset: 7 }, decided));

  it('begins no record that could not end in the time that is left', async () => {
    const answer = await handler(aBatch(), withLeft(10_000));

    expect(answer).toMatchObject({ batchItemFailures: [{ itemIdentifier: { offset: 7 } }] });
    expect(await order()).toMatchObject({ status: 'PLACED' });
  });

  it('brings the decision onto its order while there is time, and counts it', async () => {
    const lines = await logsOf(() => handler(aBatch(), withLeft(10_001)));

    expect(await order()).toMatchObject({ status: 'PAID', payment: { state: 'CAPTURED' } });
    expect(lines).toContainEqual(expect.objectContaining({ StatusesUpdated: 1 }));
  });

  it('hands bad records to the quarantine under its own name, as many at once as it is set to', async () => {
    const bad = ['a', 'b', 'c'].map((key, offset) =>
      aKafkaRecord({ topic, key: Buffer.from(key), value: Buffer.from('{'), offset }),
    );

    expect(await handler(kafkaSourceEvent(...bad), withLeft(60_000))).toEqual({ batchItemFailures: [] });

    expect(quarantine.requests).toHaveLength(3);
    for (const { path, body } of quarantine.requests) {
      expect(path).toContain('/takes-bad-records/');
      expect(JSON.parse(body)).toMatchObject({ consumer: 'status-updater', record: { topic } });
    }
    expect(quarantine.atOnce()).toBe(2);
  });
});
