import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { orderPlacedEvent } from '../../functions/outbox-publisher/outbox-events.ts';
import { processOrderPlaced } from '../../functions/payment-processor/process-order-placed.ts';
import { attemptPayment } from '../../functions/payments/attempt-payment.ts';
import { freePort } from '../../local/ports-and-folders.ts';
import { inMemoryChargeLedger } from '../doubles/in-memory-charge-ledger.ts';
import { anOrderRow, orderIdOf } from '../doubles/order-builders.ts';
import { gatewayAt, serveSimulator } from '../harness/gateway-at.ts';
import { LEASE_SECONDS } from '../harness/payments.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';
import { committed, consumerFunction, MODES, messageOf, pollTopic, send } from '../harness/polled-topic.ts';
import { createTestTopic } from '../harness/test-topics.ts';
import { waitFor } from '../harness/wait-for.ts';

const ORDERS = 12;
const rows = Array.from({ length: ORDERS }, (_, number) =>
  anOrderRow({ orderId: orderIdOf(number), placedAt: new Date().toISOString() }),
);
const eventOf = orderPlacedEvent('');
const messages = rows.map(eventOf).map(messageOf);

describe.each(MODES)('a gateway that is down for a while: failures are %s', (mode, properties) => {
  it('loses no order, parks none and captures each once when it is back', { timeout: 300_000 }, async () => {
    const topic = await createTestTopic({ partitions: 1 });
    const payments = await paymentsInDynamoDb();
    const [port, key, ledger] = [await freePort(), 'sk_test_outage', inMemoryChargeLedger()];
    let failures = 0;
    const { charge } = attemptPayment({
      ledger: payments.ledger,
      // A refused connection needs no limit; on a busy machine an attempt must not end in one.
      gateway: gatewayAt(`http://127.0.0.1:${port}`, { key, timeoutMs: 20_000, connectTimeoutMs: 10_000 }),
      now: () => new Date(),
      newToken: randomUUID,
      leaseSeconds: LEASE_SECONDS,
    });
    const process = processOrderPlaced({
      charge,
      report: (_order, { kind }) => {
        failures += kind === 'unreachable' ? 1 : 0;
      },
    });
    const quarantine = () => Promise.reject(new Error('nothing here is poison'));
    await send(topic, messages);

    await pollTopic(topic, consumerFunction({ process, quarantine, mode }), { properties });
    await waitFor(() => failures > 3 * ORDERS, { within: 20_000, what: 'some failures' });
    expect(await committed(topic)).toEqual(['-1']);
    expect(await payments.dueEver()).toEqual([]);
    const { captures } = await serveSimulator({ port, key, ledger });

    await waitFor(async () => (await committed(topic))[0] === String(ORDERS), { within: 30_000, what: 'the commit' });
    for (const { orderId } of rows) {
      const eventId = ORDER_PLACED.eventId(orderId);
      expect(await captures(eventId)).toBe(1);
      expect(await payments.find(eventId)).toMatchObject({ state: 'CAPTURED', attempts: 1 });
    }
  });
});
