import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { orderIdOf } from '../../../functions/order-api/place-order.ts';
import { orderPlacedEvent } from '../../../functions/outbox-publisher/outbox-events.ts';
import { anOrderRow } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';
import { olderQuarantine } from '../../harness/app-kafka.ts';
import { ordersTable, paymentsTable } from '../../harness/app-tables.ts';
import { consoleApi } from '../../harness/console-api.ts';
import { skipStream } from '../../harness/lost-stream.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { retryAfter } from './retry-after.ts';

const app = inject('app');
const orders = ordersClient(app);
const { startFault, endFault, turnSource, post } = consoleApi(app);

interface Stuck {
  readonly reason: string;
  /** Plants the reason; answers the order. */
  readonly plant: () => Promise<string>;
  /** What the page says of the order. */
  readonly says: RegExp;
  readonly mend?: (orderId: string | undefined) => Promise<unknown>;
}

/** Why an order may stay open. */
export const STUCK: readonly Stuck[] = [
  {
    reason: 'the publisher reads nothing',
    async plant() {
      await turnSource('order-publisher', 'pause');
      return orders.place();
    },
    says: /The event source of order-publisher is disabled: its outbox entry is not read/,
    mend: () => turnSource('order-publisher', 'resume'),
  },
  {
    reason: 'its event is poison for the consumer',
    async plant() {
      const { outbox: _, ...row } = aRow();
      await ordersTable(app).put(row);
      await olderQuarantine(app)(aKafkaRecord({}, orderPlacedEvent('')(row)), 'InvalidEvent');
      return row.orderId;
    },
    says: /payment-processor put its event into quarantine \(poison\): InvalidEvent/,
  },
  {
    reason: 'the payment is parked',
    async plant() {
      await startFault('failing-gateway', 100);
      const orderId = await orders.place();
      await until(async () => (await paymentsTable(app).row(orderId))?.['dueAt'], 'a parked payment');
      return orderId;
    },
    says: /The payment is parked after 1 attempt/,
    mend: retryAfter('failing-gateway'),
  },
  {
    reason: 'the table is throttled',
    async plant() {
      await turnSource('payment-processor', 'pause');
      const orderId = await orders.place();
      await until(async () => (await orders.get(orderId)).body.event.receipt, 'its receipt');
      await startFault('throttle-table', 100);
      await turnSource('payment-processor', 'resume');
      return orderId;
    },
    says: /The table is throttled/,
    mend: retryAfter('throttle-table'),
  },
  {
    reason: 'the event source of the consumer is disabled',
    async plant() {
      await turnSource('payment-processor', 'pause');
      return orders.place();
    },
    says: /The event source of payment-processor is disabled: its event is not consumed/,
    mend: () => turnSource('payment-processor', 'resume'),
  },
  {
    reason: 'the topic has no partition with a leader',
    async plant() {
      await startFault('kill-broker');
      return orders.place();
    },
    says: /Kafka does not answer, or a topic has no partition with a leader/,
    mend: () => endFault('kill-broker'),
  },
  {
    reason: 'an attempt holds the lease',
    async plant() {
      const { outbox: _, ...row } = aRow();
      const { orderId } = row;
      const leaseUntil = new Date(Date.now() + 3_600_000).toISOString();
      await paymentsTable(app).put(aPaymentRow({ orderId, eventId: ORDER_PLACED.eventId(orderId), leaseUntil }));
      await ordersTable(app).put(row);
      return orderId;
    },
    says: /An attempt holds the lease until \d{4}-/,
  },
  {
    reason: 'the payment is in review',
    async plant() {
      const orderId = await orders.place('pm_wrong_amount');
      await orders.waitForStatus(orderId, 'IN_REVIEW');
      return orderId;
    },
    says: /The payment is in review: /,
  },
  {
    reason: 'its outbox entry can not be published',
    async plant() {
      const publishFailure = { reason: 'the event is too large', failedAt: new Date().toISOString() };
      const row = { ...aRow(), publishFailure };
      await ordersTable(app).put(row);
      return row.orderId;
    },
    says: /can never be published as it is: the event is too large/,
  },
  {
    reason: 'its row can not be read',
    async plant() {
      const { outbox: _, ...row } = aRow();
      await ordersTable(app).put({ ...row, currency: 'euro' });
      return row.orderId;
    },
    says: /Order row: [\s\S]*currency/,
  },
  {
    reason: 'the stream has lost its outbox entry',
    async plant() {
      await turnSource('order-publisher', 'pause');
      const orderId = await orders.place();
      await skipStream(app, 'order-publisher');
      await turnSource('order-publisher', 'resume');
      return orderId;
    },
    says: /The stream has not brought its outbox entry to the publisher for \d+ s/,
    async mend(orderId) {
      await turnSource('order-publisher', 'resume');
      await post(`/api/orders/${orderId}/requeue`, { dryRun: false });
    },
  },
];

const until = <Value>(condition: () => Promise<Value>, what: string) => waitFor(condition, { within: 20_000, what });

const aRow = () =>
  anOrderRow({ orderId: orderIdOf('local', randomUUID()), tenant: 'local', placedAt: new Date().toISOString() });
