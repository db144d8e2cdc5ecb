import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { processOrderPlaced } from '../../functions/payment-processor/process-order-placed.ts';
import { freePort } from '../../local/ports-and-folders.ts';
import { inMemoryChargeLedger } from '../doubles/in-memory-charge-ledger.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { aKafkaRecord } from '../doubles/record-builders.ts';
import { gatewayAt, serveGateway, serveSimulator } from '../harness/gateway-at.ts';
import { at, LOST } from '../harness/payments.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';
import { rawResponse } from '../harness/raw-server.ts';

const order = aPaymentOrder();

const failing = (status: number, type: string) => (socket: Socket) =>
  socket.end(rawResponse(status, JSON.stringify({ error: { type, message: 'No.' } })));

/** The adapter before a gateway that treats each request so. */
const overHttp = async (onRequest: (socket: Socket) => void) =>
  gatewayAt(`http://${(await serveGateway(onRequest)).address}`);
const nobodyListens = async () => gatewayAt(`http://127.0.0.1:${await freePort()}`);

describe('crash point 15: the confirmation has no certain outcome', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['times out', () => undefined],
    ['is answered 500', failing(500, 'api_error')],
    ['is answered 409', failing(409, 'invalid_request_error')],
    ['is answered 429', failing(429, 'rate_limit_error')],
    ['is answered 400', failing(400, 'invalid_request_error')],
    ['is reset', (socket) => socket.resetAndDestroy()],
  ])('is parked, never declined, and the partition goes on: it %s', async (_fault, onRequest) => {
    const { attempt, row, retryDue, pass, intents, captures } = await paymentsInDynamoDb();
    const { confirm, retrieve } = await overHttp(onRequest);
    const { charge } = attempt({ gateway: { confirm, retrieve } });

    await processOrderPlaced({ charge, report: () => undefined })(aKafkaRecord());

    expect(await row(order)).toMatchObject({ state: 'CHARGING', attempts: 1, leaseUntil: at(0), dueAt: at(5) });
    pass(5);
    await retryDue();
    expect(await row(order)).toMatchObject({ state: 'CAPTURED', intentId: 'pi_1', attempts: 2 });
    expect([...intents.keys()]).toEqual(['pi_1']);
    expect(captures(order.eventId)).toBe(1);
  });

  it('fails the record of a new order, and writes nothing, while the gateway can not be reached', async () => {
    const { attempt, charge, find } = await paymentsInDynamoDb();
    const process = processOrderPlaced({
      charge: attempt({ gateway: await nobodyListens() }).charge,
      report: () => undefined,
    });

    for (let delivery = 1; delivery <= 5; delivery++) await expect(process(aKafkaRecord())).rejects.toThrow('reached');

    expect(await find(order.eventId)).toBeUndefined();
    expect(await charge(order)).toEqual({ kind: 'captured' });
  });

  it('counts no attempt and keeps its turn while the gateway can not be reached, for hours', async () => {
    const { attempt, row, retryDue, pass } = await paymentsInDynamoDb();
    const { confirm, retrieve } = await overHttp(failing(500, 'api_error'));
    await attempt({ gateway: { confirm, retrieve } }).charge(order);
    const parked = await row(order);
    const gateway = await nobodyListens();

    for (let minutes = 0; minutes < 120; minutes += 10) {
      pass(600);
      expect(await retryDue({ gateway })).toMatchObject({ retried: 1, failed: 0, complete: false });
    }

    expect(await row(order)).toMatchObject({ state: 'CHARGING', attempts: 1, dueAt: parked.dueAt });
    await retryDue();
    expect(await row(order)).toMatchObject({ state: 'CAPTURED', attempts: 2 });
  });
});

describe('crash point 13: the creation is carried out, and its answer is lost', () => {
  it('is answered with the same intent under the same key, which is charged once', async () => {
    const { attempt, row, retryDue, pass } = await paymentsInDynamoDb();
    const ledger = inMemoryChargeLedger();
    const { url, key } = await serveSimulator({ ledger });
    const gateway = gatewayAt(url, { key });
    const create: typeof gateway.create = async (request) => {
      await gateway.create(request);
      return LOST;
    };

    expect(await attempt({ gateway: { create } }).charge(order)).toMatchObject({ kind: 'parked' });
    pass(5);
    await retryDue({ gateway });

    const { intents } = await ledger.listIntents({ limit: 10, createdFrom: 0 });
    expect(intents).toMatchObject([{ id: (await row(order)).intentId, status: 'succeeded' }]);
  });
});

describe('crash point 17: the gateway sticks to 5xx for the key of the creation', () => {
  /** What has become of an order with that payment method, and of its intents, after one retry. */
  async function retriedAtTheSimulator(paymentMethod: string) {
    const { attempt, row, retryDue, pass } = await paymentsInDynamoDb();
    const ledger = inMemoryChargeLedger();
    const { url, key } = await serveSimulator({ ledger });
    const gateway = gatewayAt(url, { key });
    const failed = aPaymentOrder({ paymentMethod });

    expect(await attempt({ gateway }).charge(failed)).toMatchObject({ kind: 'parked', misconfigured: false });
    pass(5);
    await retryDue({ gateway });

    const { intents } = await ledger.listIntents({ limit: 10, createdFrom: 0 });
    return { row: await row(failed), states: intents.map(({ status }) => status).sort() };
  }

  it('is created under a second key once the failure is replayed: nothing is stuck, and nobody is asked', async () => {
    const { row, states } = await retriedAtTheSimulator('pm_error_500_sticky');

    expect(row).toMatchObject({ state: 'CAPTURED', attempts: 2 });
    expect(states).toEqual(['requires_confirmation', 'succeeded']);
  });

  it('is created under its own key again where the failure is not replayed', async () => {
    const { row, states } = await retriedAtTheSimulator('pm_error_500_before_execution');

    expect(row).toMatchObject({ state: 'CAPTURED', attempts: 2 });
    expect(states).toEqual(['succeeded']);
  });
});
