import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ChargeAnswer, PaymentGateway } from '../../functions/payment-processor/payment-gateway.ts';
import { freePort } from '../../local/free-port.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { gatewayAt, serveGateway, serveSimulator } from '../harness/gateway-at.ts';
import { at } from '../harness/payment-processor.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';
import { rawAnswer } from '../harness/raw-server.ts';

const order = aPaymentOrder();
const HOUR = 3_600;
const LOST: ChargeAnswer = { kind: 'unknown', mayHaveCharged: true, reason: 'lost' };

/** A gateway over HTTP and the SDK that treats each request so. */
const httpGateway = async (onRequest: (socket: Socket) => void): Promise<PaymentGateway> =>
  gatewayAt(`http://${(await serveGateway(onRequest)).address}`);

describe('crash point 15: the charge has an unknown outcome', () => {
  it.each<[string, (socket: Socket) => void]>([
    ['times out', () => undefined],
    ['is answered 5xx', (socket) => socket.end(rawAnswer(500, '{"error":{"type":"api_error"}}'))],
    ['is reset', (socket) => socket.resetAndDestroy()],
  ])('keeps the claim, counts the attempt and gives the lease back where it %s', async (_fault, onRequest) => {
    const { takeAt, take, row, captures } = await paymentsInDynamoDb();

    expect(await takeAt(await httpGateway(onRequest))(order)).toMatchObject({ kind: 'unknown' });

    expect(await row(order)).toMatchObject({ state: 'CHARGING', attempts: 1, leaseUntil: at(0) });
    // At once, and with the same key.
    expect(await take(order)).toEqual({ kind: 'captured' });
    expect(captures.map(({ request }) => request.eventId)).toEqual([order.eventId]);
  });

  it('fails again and again, and counts no attempt, while the gateway can not be reached', async () => {
    const { takeAt, take, row, setClock } = await paymentsInDynamoDb();
    const unreachable = gatewayAt(`http://127.0.0.1:${await freePort()}`);

    for (let minutes = 0; minutes < 120; minutes += 10) {
      setClock(minutes * 60);
      expect(await takeAt(unreachable)(order)).toMatchObject({ kind: 'unknown' });
    }

    expect(await row(order)).toMatchObject({ state: 'CHARGING', attempts: 0, firstAttemptAt: at(0) });
    expect(await take(order)).toEqual({ kind: 'captured' });
  });

  it('parks nobody and captures once when a gateway that was down for two hours is back', async () => {
    const { takeAt, row, setClock } = await paymentsInDynamoDb();
    const { url, key, captures } = await serveSimulator();
    const down = gatewayAt(`http://127.0.0.1:${await freePort()}`);
    const today = aPaymentOrder({ placedAt: new Date().toISOString() });
    for (let minutes = 0; minutes < 120; minutes += 10) {
      setClock(minutes * 60);
      await takeAt(down)(today);
    }

    expect(await takeAt(gatewayAt(url, { key }))(today)).toEqual({ kind: 'captured' });

    expect(await row(today)).toMatchObject({ state: 'CAPTURED', attempts: 1 });
    expect(await captures(today.eventId)).toBe(1);
  });
});

describe('crash point 16: the charge of a dead sandbox lands after the takeover', () => {
  it.each([
    ['at once', 0],
    ['at the last moment of the safe window, as late as a request can be', 23 * HOUR - 1],
  ])('collapses at the gateway under the same key: sent %s', async (_when, sentAt) => {
    const { takeAt, gateway, take, row, setClock, captures } = await paymentsInDynamoDb();
    await takeAt({ charge: async () => LOST })(order);
    setClock(sentAt);
    const zombie = takeAt({
      async charge(request) {
        setClock(sentAt + 35);
        await take(order);
        // A request is under way for ten minutes at most.
        setClock(sentAt + 600);
        return gateway.charge(request);
      },
    });

    const outcome = await zombie(order);

    expect(['duplicate', 'conflict']).toContain(outcome.kind);
    expect(captures).toHaveLength(1);
    expect((await row(order))?.state).toBe(sentAt === 0 ? 'CAPTURED' : 'IN_REVIEW');
  });
});

describe('crash point 17: the gateway sticks to 5xx for the key', () => {
  it.each([
    ['what the look-up finds', true, { state: 'CAPTURED', gatewayReference: 'pi_1' }],
    ['a person, where the look-up finds nothing', false, { state: 'IN_REVIEW' }],
  ])('is settled after ten attempts and an hour by %s', async (_by, charges, settled) => {
    const { takeAt, gateway, row, setClock, captures } = await paymentsInDynamoDb();
    let requests = 0;
    const take = takeAt({
      async charge(request) {
        requests++;
        if (charges) await gateway.charge(request);
        return LOST;
      },
    });
    for (let attempt = 0; attempt < 10; attempt++) await take(order);
    setClock(HOUR - 1);
    expect(await take(order)).toMatchObject({ kind: 'unknown' });

    setClock(HOUR);
    await take(order);

    expect(await row(order)).toMatchObject({ ...settled, firstAttemptAt: at(0) });
    expect({ requests, captures: captures.length }).toEqual({ requests: 11, captures: charges ? 1 : 0 });
  });
});
