import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ORDER_CANCELLED } from '../../functions/contracts/order-cancelled.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { PAYMENT_DECIDED } from '../../functions/contracts/payment-decided.ts';
import { cancelOrder } from '../../functions/order-api/cancel-order.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { findOrder } from '../../functions/order-api/get-order.ts';
import type { Outbox, RowEvents } from '../../functions/outbox/outbox.ts';
import { publishOutbox } from '../../functions/outbox/publish-outbox.ts';
import { dynamoOrderOutbox, dynamoPaymentOutbox } from '../../functions/outbox-publisher/dynamo-order-outbox.ts';
import { readOrderEvents, readPaymentEvents } from '../../functions/outbox-publisher/outbox-events.ts';
import { cancelPayment, processOrderCancelled } from '../../functions/payment-canceller/cancel-payment.ts';
import { dynamoCancellations } from '../../functions/payment-canceller/dynamo-cancellations.ts';
import { processOrderPlaced } from '../../functions/payment-processor/process-order-placed.ts';
import { attemptPayment } from '../../functions/payments/attempt-payment.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import type { StreamRecord } from '../../functions/platform/stream-batch.ts';
import { dynamoDueIndex, dynamoOpenOrders } from '../../functions/reconciler/dynamo-open-orders.ts';
import { dynamoRequeues } from '../../functions/reconciler/dynamo-requeues.ts';
import { dynamoOrderStatusStore } from '../../functions/status-updater/dynamo-order-status-store.ts';
import { processPaymentDecided, updateStatus } from '../../functions/status-updater/update-status.ts';
import { dynamoOrderHistory } from '../../operations/dynamo-history.ts';
import { dynamoKnownPayments } from '../../operations/dynamo-known-payments.ts';
import { inMemoryEventPublisher, recordedPublications } from '../doubles/in-memory-event-publisher.ts';
import { inMemoryPaymentGateway } from '../doubles/in-memory-payment-gateway.ts';
import { orderIdOf } from '../doubles/order-builders.ts';
import { aKafkaRecord } from '../doubles/record-builders.ts';
import { aReconciler, later } from '../harness/a-reconciler.ts';
import { LEASE_SECONDS } from '../harness/payments.ts';
import { createOrdersTable, createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';
import { tableStream } from './table-stream.ts';

interface Stage {
  readonly changes: () => Promise<StreamRecord[]>;
  readonly read: (record: StreamRecord) => RowEvents;
  readonly outbox: Outbox;
}

/** The flow over real tables and their streams, a step at a time; what a test does not let happen is lost. */
export async function stuckFlow() {
  const dynamo = testDynamoDb();
  const tables = { orders: await createOrdersTable(dynamo), payments: await createPaymentsTable(dynamo) };
  let seconds = 0;
  const now = () => later(seconds);
  const [orders, payments] = [
    { dynamo, table: tables.orders, now },
    { dynamo, table: tables.payments, now },
  ];
  const [placed, decided] = [inMemoryEventPublisher(), inMemoryEventPublisher()];
  const atGateway = inMemoryPaymentGateway();
  const ledger = dynamoPaymentLedger(payments);
  let tokens = 0;
  const attempt = attemptPayment({
    ledger,
    gateway: atGateway.gateway,
    now,
    newToken: () => `t${++tokens}`,
    leaseSeconds: LEASE_SECONDS,
  });
  const charge = processOrderPlaced({ charge: attempt.charge, report: () => undefined });
  const update = processPaymentDecided({
    update: updateStatus({ orders: dynamoOrderStatusStore(orders) }),
    report: () => undefined,
  });
  const cancel = processOrderCancelled({
    cancel: cancelPayment({ ledger: dynamoCancellations(payments), now }),
    report: () => undefined,
  });
  const publishing = {
    orders: {
      changes: await tableStream(dynamo, tables.orders),
      read: readOrderEvents(''),
      outbox: dynamoOrderOutbox(orders),
    },
    payments: {
      changes: await tableStream(dynamo, tables.payments),
      read: readPaymentEvents(''),
      outbox: dynamoPaymentOutbox(payments),
    },
  };
  const publish = async (topic: typeof placed, { changes, read, outbox }: Stage) => {
    const entries = (await changes()).map(read);
    const failed = await publishOutbox({ publisher: topic, outbox, report: recordedPublications().report, now })(
      entries,
    );
    if (failed) throw new Error('not published');
  };
  const requeues = dynamoRequeues({ dynamo, ...tables });
  const openOrders = dynamoOpenOrders({ dynamo, ...tables });
  const { run } = aReconciler({ differing: { openOrders, dueIndex: dynamoDueIndex(payments), requeues, now } });

  return {
    store: dynamoOrderStore(orders),
    ledger,
    /** What a backfill of the orders is made of. */
    history: dynamoOrderHistory(orders),
    hasPaymentRow: dynamoKnownPayments(payments),
    find: dynamoOrderStore(orders).find,
    requeues,
    now,
    /** Publishes what the stream of the orders has shown since the last time; receipts as this outbox records them. */
    publishOrders: (close = publishing.orders.outbox.close) =>
      publish(placed, { ...publishing.orders, outbox: { ...publishing.orders.outbox, close } }),
    /** As the publisher marks an event that it can't build. */
    refuse: () => publishing.orders.outbox.refuse({ kind: 'poison', rowKey: orderIdOf(1), reason: 'too large' }),
    publishPayments: () => publish(decided, publishing.payments),
    /** The stream forgets what it has shown since the last time. */
    loseOrders: publishing.orders.changes,
    losePayments: publishing.payments.changes,
    /** Consumes a topic from its beginning. */
    async chargeAll() {
      for (const record of recordsOf(placed, ORDER_PLACED.topic)) await charge(record);
    },
    async cancelAll() {
      for (const record of recordsOf(placed, ORDER_CANCELLED.topic)) await cancel(record);
    },
    async updateAll() {
      for (const record of recordsOf(decided, PAYMENT_DECIDED.topic)) await update(record);
    },
    reconcileAfter: (moreSeconds: number) => {
      seconds += moreSeconds;
      return run();
    },
    /** The customer cancels, at this moment. */
    cancel: cancelOrder({
      orders: dynamoOrderStore(orders),
      find: findOrder({ orders: dynamoOrderStore(orders) }),
      now,
    }),
    /** What an operator or the retrier writes: a decision about a payment in review, or a refund. */
    decide: (state: 'CAPTURED' | 'REFUNDED') =>
      dynamo.send(
        new UpdateItemCommand({
          TableName: tables.payments,
          Key: marshall({ eventId: ORDER_PLACED.eventId(orderIdOf(1)) }),
          UpdateExpression: 'SET #state = :state REMOVE dueAt, dueShard',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: marshall({ ':state': state }),
        }),
      ),
    /** As in a table that was restored to an earlier time. */
    losePaymentRow: () =>
      dynamo.send(
        new DeleteItemCommand({
          TableName: tables.payments,
          Key: marshall({ eventId: ORDER_PLACED.eventId(orderIdOf(1)) }),
        }),
      ),
    order: (number = 1) => dynamoOrderStore(orders).find(orderIdOf(number)),
    published: { orders: placed.published, payments: decided.published },
    creations: atGateway.requests,
    captures: (number = 1) => atGateway.captures(ORDER_PLACED.eventId(orderIdOf(number))),
  };
}

const recordsOf = ({ logOf }: ReturnType<typeof inMemoryEventPublisher>, topic: string) =>
  logOf(topic).flatMap((log, partition) => log.map((event, offset) => aKafkaRecord({ partition, offset }, event)));
