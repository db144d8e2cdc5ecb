import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import { PAYMENT_DECIDED } from '../../functions/contracts/payment-decided.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { placeOrder } from '../../functions/order-api/place-order.ts';
import type { OutboxEntry } from '../../functions/outbox-publisher/outbox.ts';
import { readOrderEntry, readPaymentEntry } from '../../functions/outbox-publisher/outbox-events.ts';
import { publishOutbox } from '../../functions/outbox-publisher/publish-outbox.ts';
import { processOrderPlaced } from '../../functions/payment-processor/process-order-placed.ts';
import { retryDuePayments } from '../../functions/payment-retrier/retry-due-payments.ts';
import { attemptPayment } from '../../functions/payments/attempt-payment.ts';
import type { KafkaRecord } from '../../functions/platform/kafka-record.ts';
import { processPaymentDecided, updateStatus } from '../../functions/status-updater/update-status.ts';
import { inMemoryEventPublisher, recordedPublications } from '../doubles/in-memory-event-publisher.ts';
import { inMemoryOrders } from '../doubles/in-memory-orders.ts';
import { inMemoryPaymentGateway } from '../doubles/in-memory-payment-gateway.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { anOrderRequest, TRACEPARENT } from '../doubles/order-builders.ts';
import { aKafkaRecord } from '../doubles/record-builders.ts';
import { type Fault, faultySandbox } from '../harness/faulty-sandbox.ts';
import { after, LEASE_SECONDS, LOST } from '../harness/payments.ts';

interface Disturbances {
  readonly faults?: readonly Fault[];
  /** How often everything is delivered, once it has been processed. */
  readonly deliveries?: number;
}

interface Publication<Row> {
  /** What a row asks for, as its stream shows it. */
  readonly read: (row: Row) => OutboxEntry;
  readonly publish: ReturnType<typeof publishOutbox>;
}

/** Longer than any lease. */
const PAUSE_SECONDS = 70;
const RETRIER_PERIOD_SECONDS = 60;
const MOST_FAILURES = 100;
const MOST_RUNS = 100;

/** The whole flow in one process, over the doubles; each stage is repeated until it succeeds, as its source would do. */
export function orderFlow({ faults = [], deliveries = 1 }: Disturbances = {}) {
  let seconds = 0;
  const now = () => after(seconds);
  const orders = inMemoryOrders({ now });
  const payments = inMemoryPayments({ now });
  const [placed, decided] = [inMemoryEventPublisher(), inMemoryEventPublisher()];
  const { gateway, intents, captures } = inMemoryPaymentGateway();
  const { guard, guardAll, run, calls } = faultySandbox(faults);

  const place = placeOrder({ orders: { insert: guard(orders.store.insert) }, now });
  const publisher = (topic: typeof placed, { close, refuse }: typeof orders.outbox) =>
    publishOutbox({
      publisher: { partitionOf: topic.partitionOf, publish: guard(topic.publish) },
      outbox: { close: guard(close), refuse },
      report: recordedPublications().report,
      now,
    });
  const publishOrders = publisher(placed, orders.outbox);
  const publishPayments = publisher(decided, payments.outbox);
  let tokens = 0;
  const attempt = attemptPayment({
    ledger: guardAll(payments.ledger),
    gateway: guardAll(gateway, LOST),
    newToken: () => `token-${++tokens}`,
    now,
    leaseSeconds: LEASE_SECONDS,
  });
  const charge = processOrderPlaced({ charge: attempt.charge, report: () => undefined });
  const retryDue = retryDuePayments({
    due: guardAll(payments.due),
    retry: attempt.retry,
    report: () => undefined,
    failed: () => undefined,
    now,
    concurrency: 1,
  });
  const update = processPaymentDecided({
    update: updateStatus({ orders: { raise: guard(orders.status.raise) } }),
    report: () => undefined,
  });

  /** Repeats a stage until it has succeeded so often; time passes after each failure. */
  const deliver = async (stage: () => Promise<unknown>) => {
    for (let done = 0, failed = 0; done < deliveries; ) {
      try {
        await run(stage);
        done += 1;
      } catch (error) {
        if (++failed > MOST_FAILURES) throw error;
        seconds += PAUSE_SECONDS;
      }
    }
  };
  const publishAll = async <Row>(rows: Iterable<Row>, { read, publish }: Publication<Row>) => {
    for (const row of [...rows]) await deliver(() => published(publish([read(row)])));
  };
  const consumeAll = async (topic: typeof placed, consume: (record: KafkaRecord) => Promise<void>) => {
    for (const record of recordsOf(topic)) await deliver(() => consume(record));
  };
  const undecided = () => [...payments.rows.values()].filter(({ state }) => state === 'CHARGING');
  /** Runs the retrier every minute; what the gateway is processing has succeeded by then. */
  const retryAll = async () => {
    for (let runs = 0; undecided().length > 0; runs++) {
      if (runs > MOST_RUNS) throw new Error(`never decided: ${JSON.stringify(undecided())}`);
      seconds += RETRIER_PERIOD_SECONDS;
      for (const intent of intents.values())
        if (intent.state.kind === 'processing') intent.state = { kind: 'succeeded' };
      await deliver(() => retryDue({ deadline: after(seconds + RETRIER_PERIOD_SECONDS) }));
    }
  };

  return {
    orders: orders.rows,
    payments: payments.rows,
    topics: { placed: placed.topic, decided: decided.topic },
    captures: (orderId = '') => captures(ORDER_PLACED.eventId(orderId)),
    /** The event that a receipt names. */
    recordAt: (receipt: OrderRow['receipt']) => receipt && placed.topic[receipt.partition]?.[receipt.offset],
    calls,
    /** A client places an order and repeats the request until it is answered. */
    place: (key: string, paymentMethod = 'pm_card_visa') =>
      deliver(() =>
        place({
          tenant: 'local',
          idempotencyKey: key,
          request: anOrderRequest({ paymentMethod }),
          traceparent: TRACEPARENT.replace('00f067aa0ba902b7', String(calls()).padStart(16, '0')),
        }),
      ),
    /** Brings everything that is under way to its end. */
    async settle() {
      await publishAll(orders.rows.values(), { read: entryOfOrder, publish: publishOrders });
      await consumeAll(placed, charge);
      await retryAll();
      await publishAll(payments.rows.values(), { read: entryOfPayment, publish: publishPayments });
      await consumeAll(decided, update);
    },
    pass: (moreSeconds: number) => {
      seconds += moreSeconds;
    },
  };
}

const readOrder = readOrderEntry(ORDER_PLACED.topic);
const readPayment = readPaymentEntry(PAYMENT_DECIDED.topic);

const entryOfOrder = ({ orderId, ...row }: OrderRow) =>
  readOrder({ sequenceNumber: '1', keys: { orderId }, image: { kind: 'row', row: { orderId, ...row } } });
const entryOfPayment = ({ eventId, ...row }: PaymentRow) =>
  readPayment({ sequenceNumber: '1', keys: { eventId }, image: { kind: 'row', row: { eventId, ...row } } });

async function published(failed: Promise<OutboxEntry | undefined>) {
  if (await failed) throw new Error('not published');
}

const recordsOf = ({ topic }: ReturnType<typeof inMemoryEventPublisher>) =>
  topic.flatMap((log, partition) => log.map((event, offset) => aKafkaRecord({ partition, offset }, event)));
