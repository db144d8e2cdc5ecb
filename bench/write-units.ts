import { randomUUID } from 'node:crypto';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoOrderStore } from '../functions/order-api/dynamo-order-store.ts';
import { placeOrder } from '../functions/order-api/place-order.ts';
import { publishOutbox } from '../functions/outbox/publish-outbox.ts';
import { dynamoOrderOutbox } from '../functions/outbox-publisher/dynamo-order-outbox.ts';
import { orderPlacedEvent } from '../functions/outbox-publisher/outbox-events.ts';
import { attemptPayment } from '../functions/payments/attempt-payment.ts';
import { dynamoPaymentLedger } from '../functions/payments/dynamo-payment-ledger.ts';
import { dynamoOrderStatusStore } from '../functions/status-updater/dynamo-order-status-store.ts';
import { updateStatus } from '../functions/status-updater/update-status.ts';
import { inMemoryEventPublisher, recordedPublications } from '../test/doubles/in-memory-event-publisher.ts';
import { inMemoryPaymentGateway } from '../test/doubles/in-memory-payment-gateway.ts';
import { anOrderPlaced, anOrderRequest, aPaymentDecided, TRACEPARENT } from '../test/doubles/order-builders.ts';
import { aPaymentOrder } from '../test/doubles/payment-builders.ts';
import { withTables } from './harness/bench-servers.ts';
import type { Figure } from './harness/figure.ts';
import { unitMeter } from './harness/unit-meter.ts';
import { paidOnce } from './peers/powertools.ts';
import { transactionalOutbox } from './peers/transactional-outbox.ts';
import { SOME_CONTEXT } from './subjects/order-api-subject.ts';

const LIFE = "one order's life";

export const writeUnits: Figure = {
  name: 'write-units',
  about:
    'Write units of one order from its request to its status, as DynamoDB Local counts them, with indexes: accepted, receipt, ' +
    "payment claimed and settled, status. Against a transactional outbox, whose row is deleted afterwards, Powertools' idempotency, " +
    "a row of the payment and the status. A row that is written in a transaction takes two units. The client's key is part of the " +
    "order's id on both sides, so that it needs no row.",
  comparisons: [{ case: LIFE, metric: 'units', per: 'order', ours: 'stores', peer: 'usual parts', atMost: 7 / 9 }],
  measure: ({ progress }) =>
    withTables(async ({ dynamo }) => {
      const meter = unitMeter(dynamo);
      await ourLife(dynamo);
      const ours = meter.take('written');
      progress(1, 2);
      await usualLife(dynamo);
      progress(2, 2);
      return { [LIFE]: { stores: [{ units: ours }], 'usual parts': [{ units: meter.take('written') }] } };
    }),
};

async function ourLife(dynamo: DynamoDB) {
  const now = () => new Date();
  const orders = { dynamo, table: 'orders', now };
  const place = placeOrder({ orders: dynamoOrderStore(orders), now });
  const command = { tenant: 'local', idempotencyKey: randomUUID(), traceparent: TRACEPARENT };
  const placed = await place({ ...command, request: anOrderRequest() });
  if (placed.kind !== 'placed') throw new Error(`The order was not placed: ${placed.kind}`);

  const { orderId, totalAmount } = placed.order;
  const publisher = inMemoryEventPublisher();
  const { report } = recordedPublications();
  const event = orderPlacedEvent('')(placed.order);
  const entry = { kind: 'event', rowKey: orderId, sequence: 1, event, requeues: 0 } as const;
  const failed = await publishOutbox({ publisher, outbox: dynamoOrderOutbox(orders), report, now })([
    { events: [entry] },
  ]);
  if (failed) throw new Error('The event was not published.');

  const ledger = dynamoPaymentLedger({ dynamo, table: 'payments' });
  const { gateway } = inMemoryPaymentGateway();
  const attempt = attemptPayment({ ledger, gateway, now, newToken: randomUUID, leaseSeconds: 65 });
  const outcome = await attempt.charge(aPaymentOrder({ orderId, totalAmount }));
  if (outcome.kind !== 'captured') throw new Error(`The payment is ${outcome.kind}.`);

  const update = updateStatus({ orders: dynamoOrderStatusStore(orders) });
  const status = await update(aPaymentDecided({ orderId, amount: totalAmount }));
  if (status !== 'updated') throw new Error(`The status is ${status}.`);
}

async function usualLife(dynamo: DynamoDB) {
  const outbox = transactionalOutbox(DynamoDBDocumentClient.from(dynamo));
  const order = anOrderPlaced();
  await outbox.accept(order);
  await outbox.relayed(order.orderId);
  const pay = paidOnce({ dynamo, charge: async () => 'pi_1', context: SOME_CONTEXT });
  await pay(`${order.orderId}.order-placed.1`, order);
  await outbox.paid(order.orderId);
}
