import { ORDER_CANCELLED } from '../../functions/contracts/order-cancelled.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import type { OrderRow } from '../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { orderIdOf } from '../../functions/order-api/place-order.ts';
import type { RowEvents } from '../../functions/outbox/outbox.ts';
import type { publishOutbox } from '../../functions/outbox/publish-outbox.ts';
import { readOrderEvents, readPaymentEvents } from '../../functions/outbox-publisher/outbox-events.ts';
import type { KafkaRecord } from '../../functions/platform/kafka-record.ts';
import type { inMemoryEventPublisher } from '../doubles/in-memory-event-publisher.ts';
import { anOrderRequest, TRACEPARENT } from '../doubles/order-builders.ts';
import { aKafkaRecord } from '../doubles/record-builders.ts';
import { type Fault, faultySandbox } from '../harness/faulty-sandbox.ts';
import { after } from '../harness/payments.ts';
import { flowStages } from './flow-stages.ts';

interface Disturbances {
  readonly faults?: readonly Fault[];
  /** How often everything is delivered, once it has been processed. */
  readonly deliveries?: number;
}

interface Publication<Row> {
  /** What a row asks for, as its stream shows it. */
  readonly read: (row: Row) => RowEvents;
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
  const { run, calls, ...guards } = faultySandbox(faults);
  const stages = flowStages({ now, sandbox: { run, calls, ...guards } });
  const { orders, payments, topics, atGateway, api, publish, consume, retryDue } = stages;
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
  const consumeAll = async (log: Log, consume: (record: KafkaRecord) => Promise<void>) => {
    for (const record of recordsOf(log)) await deliver(() => consume(record));
  };
  const undecided = () => [...payments.values()].filter(({ state }) => state === 'CHARGING' || state === 'REFUND_DUE');
  /** Runs the retrier every minute; what the gateway is processing has succeeded by then. */
  const retryAll = async () => {
    for (let runs = 0; undecided().length > 0; runs++) {
      if (runs > MOST_RUNS) throw new Error(`never decided: ${JSON.stringify(undecided())}`);
      seconds += RETRIER_PERIOD_SECONDS;
      for (const intent of atGateway.intents.values())
        if (intent.state.kind === 'processing') intent.state = { kind: 'succeeded' };
      await deliver(() => retryDue({ deadline: after(seconds + RETRIER_PERIOD_SECONDS) }));
    }
  };

  const logs = {
    placed: topics.placed.logOf(ORDER_PLACED.topic),
    cancelled: topics.placed.logOf(ORDER_CANCELLED.topic),
  };
  return {
    orders,
    payments,
    topics: { placed: logs.placed, cancelled: logs.cancelled, decided: topics.decided.topic },
    refunds: (orderId = '') => atGateway.givenBack(ORDER_PLACED.eventId(orderId)),
    captures: (orderId = '') => atGateway.captures(ORDER_PLACED.eventId(orderId)),
    /** The event that a receipt names. */
    recordAt: (receipt: OrderRow['receipt']) =>
      receipt && topics.placed.logOf(receipt.topic)[receipt.partition]?.[receipt.offset],
    calls,
    /** A client places an order and repeats the request until it is answered. */
    place: (key: string, paymentMethod = 'pm_card_visa') =>
      deliver(() =>
        api.place({
          tenant: 'local',
          idempotencyKey: key,
          request: anOrderRequest({ paymentMethod }),
          traceparent: TRACEPARENT.replace('00f067aa0ba902b7', String(calls()).padStart(16, '0')),
        }),
      ),
    /** The client cancels it, and repeats the request until it is answered. */
    cancel: (key: string) =>
      deliver(() =>
        api.cancel({
          tenant: 'local',
          orderId: orderIdOf('local', key),
          traceparent: TRACEPARENT.replace('00f067aa0ba902b7', String(calls()).padStart(16, '0')),
        }),
      ),
    /** Brings everything that is under way to its end. The two topics of the orders are read in this order. */
    async settle({ first = 'placed' }: { readonly first?: 'placed' | 'cancelled' } = {}) {
      await publishAll(orders.values(), { read: entryOfOrder, publish: publish.orders });
      if (first === 'cancelled') await consumeAll(logs.cancelled, consume.cancelled);
      await consumeAll(logs.placed, consume.placed);
      if (first === 'placed') await consumeAll(logs.cancelled, consume.cancelled);
      await retryAll();
      await publishAll(payments.values(), { read: entryOfPayment, publish: publish.payments });
      await consumeAll(topics.decided.topic, consume.decided);
    },
    pass: (moreSeconds: number) => {
      seconds += moreSeconds;
    },
  };
}

const readOrder = readOrderEvents('');
const readPayment = readPaymentEvents('');

const entryOfOrder = ({ orderId, ...row }: OrderRow) =>
  readOrder({ sequenceNumber: '1', keys: { orderId }, image: { kind: 'row', row: { orderId, ...row } } });
const entryOfPayment = ({ eventId, ...row }: PaymentRow) =>
  readPayment({ sequenceNumber: '1', keys: { eventId }, image: { kind: 'row', row: { eventId, ...row } } });

async function published(failed: Promise<RowEvents | undefined>) {
  if (await failed) throw new Error('not published');
}

type Log = ReturnType<typeof inMemoryEventPublisher>['topic'];

const recordsOf = (topic: Log) =>
  topic.flatMap((log, partition) => log.map((event, offset) => aKafkaRecord({ partition, offset }, event)));
