import { ScanCommand } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { cancelOrder } from '../../functions/order-api/cancel-order.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { findOrder } from '../../functions/order-api/get-order.ts';
import { orderRoutes } from '../../functions/order-api/order-routes.ts';
import { placeOrder } from '../../functions/order-api/place-order.ts';
import { problems, requestLog } from '../../functions/platform/http-handler.ts';
import { anOrderRequest } from '../doubles/order-builders.ts';
import { anOrderApiEvent } from '../harness/an-order-api.ts';
import { type DynamoFault, faultyDynamoDb, loseFirstResponses } from '../harness/faulty-dynamodb.ts';
import { createOrdersTable, testDynamoDb } from '../harness/test-tables.ts';

let table: string;
beforeEach(async () => {
  table = await createOrdersTable(testDynamoDb());
});

/** The order API as it is deployed, over a client of the table. */
function anOrderApi(dynamo = testDynamoDb()) {
  const orders = dynamoOrderStore({ dynamo, table });
  const now = () => new Date();
  const find = findOrder({ orders });
  const route = orderRoutes({
    place: placeOrder({ orders, now }),
    cancel: cancelOrder({ orders, find, now }),
    find,
    tenantClaim: 'tenant',
  });
  const handler = middy().use(requestLog()).use(problems()).handler(route);
  const answer = async (event: ReturnType<typeof anOrderApiEvent>) => {
    const { statusCode, headers = {}, body } = await handler(event, {} as Context);
    return { status: statusCode, headers, body: JSON.parse(String(body)) };
  };
  const headers = { 'idempotency-key': 'k1', 'content-type': 'application/json' };
  return {
    post: () => answer(anOrderApiEvent('POST /orders', { headers, body: anOrderRequest() })),
    cancel: (orderId: string) => answer(anOrderApiEvent('POST /orders/{orderId}/cancel', { headers, orderId })),
  };
}

const postMeeting = (...faults: DynamoFault[]) => anOrderApi(faultyDynamoDb(testDynamoDb(), faults)).post();
const post = () => anOrderApi().post();
const storedOrders = async () => (await testDynamoDb().send(new ScanCommand({ TableName: table }))).Count;

const UNAVAILABLE = { status: 503, headers: { 'retry-after': '1' } };

describe('crash point 1: before the order is put', () => {
  it('answers no 2xx and saves nothing, and the same request makes the order', async () => {
    expect(await postMeeting('lost before')).toMatchObject(UNAVAILABLE);
    expect(await storedOrders()).toBe(0);

    const again = await post();

    expect(again.status).toBe(202);
    expect(again.headers).not.toHaveProperty('idempotent-replayed');
    expect(await storedOrders()).toBe(1);
  });
});

describe('crash point 2: the order is put and the answer is lost', () => {
  it("is a success where the SDK's own try meets the first, and a retry gets the same order", async () => {
    const first = await anOrderApi(loseFirstResponses(testDynamoDb())).post();

    expect(first.status).toBe(202);
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    const again = await post();
    expect(again).toMatchObject({ status: 202, headers: { 'idempotent-replayed': 'true' }, body: first.body });
    expect(await storedOrders()).toBe(1);
  });

  it('is one order, and never 409 or 500, where no try of the SDK gets an answer', async () => {
    expect(await postMeeting('lost after')).toMatchObject(UNAVAILABLE);

    const again = await post();

    expect(again).toMatchObject({ status: 202, headers: { 'idempotent-replayed': 'true' } });
    expect(await storedOrders()).toBe(1);
  });
});

describe('crash point 3: the table throttles', () => {
  it('answers 503 with Retry-After and saves nothing, never half', async () => {
    expect(await postMeeting('throttled')).toMatchObject(UNAVAILABLE);
    expect(await storedOrders()).toBe(0);

    expect((await post()).status).toBe(202);
    expect(await storedOrders()).toBe(1);
  });
});

describe('the same crash points, of a cancellation', () => {
  const placed = async () => (await post()).body.orderId;
  const stored = (orderId: string) => dynamoOrderStore({ dynamo: testDynamoDb(), table }).find(orderId);
  const cancelMeeting = (orderId: string, ...faults: DynamoFault[]) =>
    // The first call reads the order.
    anOrderApi(faultyDynamoDb(testDynamoDb(), ['none', ...faults])).cancel(orderId);

  it.each(['lost before', 'throttled'] as const)(
    'changes nothing where it is %s, and the same request cancels',
    async (fault) => {
      const orderId = await placed();
      const before = await stored(orderId);

      expect(await cancelMeeting(orderId, fault)).toMatchObject(UNAVAILABLE);
      expect(await stored(orderId)).toEqual(before);

      const again = await anOrderApi().cancel(orderId);
      expect(again.status).toBe(202);
      expect(again.headers).not.toHaveProperty('idempotent-replayed');
      expect(await stored(orderId)).toHaveProperty('cancellation.sequence', 2);
    },
  );

  it("is a success where the SDK's own try meets the first, and a retry gets the same", async () => {
    const orderId = await placed();

    const first = await anOrderApi(loseFirstResponses(testDynamoDb())).cancel(orderId);

    expect(first).toMatchObject({
      status: 202,
      body: { cancellation: { event: { id: `${orderId}.order-cancelled.2` } } },
    });
    expect(first.headers).not.toHaveProperty('idempotent-replayed');
    const again = await anOrderApi().cancel(orderId);
    expect(again).toMatchObject({ status: 202, headers: { 'idempotent-replayed': 'true' }, body: first.body });
  });

  it('is one cancellation where no try of the SDK gets an answer', async () => {
    const orderId = await placed();

    expect(await cancelMeeting(orderId, 'lost after')).toMatchObject(UNAVAILABLE);
    const cancelled = await stored(orderId);

    expect(await anOrderApi().cancel(orderId)).toMatchObject({
      status: 202,
      headers: { 'idempotent-replayed': 'true' },
    });
    expect(await stored(orderId)).toEqual(cancelled);
  });
});
