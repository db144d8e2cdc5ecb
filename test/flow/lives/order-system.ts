import type { CloudEvent, Receipt } from '../../../functions/contracts/cloud-event.ts';
import { ORDER_CANCELLED } from '../../../functions/contracts/order-cancelled.ts';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { PAYMENT_DECIDED } from '../../../functions/contracts/payment-decided.ts';
import { cancelOrder } from '../../../functions/order-api/cancel-order.ts';
import { findOrder } from '../../../functions/order-api/get-order.ts';
import { placeOrder } from '../../../functions/order-api/place-order.ts';
import { PoisonRecordError } from '../../../functions/platform/decode-event.ts';
import type { KafkaRecord } from '../../../functions/platform/kafka-record.ts';
import { reconcileOrders } from '../../../functions/reconciler/reconcile-orders.ts';
import { processPaymentDecided, updateStatus } from '../../../functions/status-updater/update-status.ts';
import { inMemoryDueIndex } from '../../doubles/in-memory-payment-operations.ts';
import { inMemoryOpenOrders, inMemoryRequeues } from '../../doubles/in-memory-requeues.ts';
import { faultyPort } from './faulty-ports.ts';
import type { LifeWorld } from './life-world.ts';
import type { OrderStores } from './order-stores.ts';
import { paymentStages } from './payment-stages.ts';
import { tableStreams } from './table-streams.ts';
import { topicSource } from './topic-source.ts';
import { MINUTE } from './world.ts';

const RECONCILER_PERIOD = 5 * MINUTE;
const RECONCILE_AFTER_SECONDS = 600;

/** Every stage of the flow, each call of which may meet a fault. What is wrong with it at once is reported to `wrong`. */
export function orderSystem(world: LifeWorld, stores: OrderStores, wrong: string[]) {
  const { now } = world.time;
  const { orders, topics, rows } = stores;
  const faulty = faultyPort(world);
  const payers = paymentStages(world, stores, wrong);
  const streams = tableStreams(world, stores, wrong);
  const quiet = () => undefined;
  const update = processPaymentDecided({ update: updateStatus({ orders: faulty(orders.status) }), report: quiet });
  const source = (log: CloudEvent[][], process: (record: KafkaRecord) => Promise<void>) =>
    topicSource(world, { log, process: withoutPoison(process, wrong) });
  const consumers = [
    source(topics.orders.logOf(ORDER_PLACED.topic), payers.charge),
    source(topics.orders.logOf(ORDER_CANCELLED.topic), payers.giveUp),
    source(topics.payments.logOf(PAYMENT_DECIDED.topic), update),
  ];
  const runReconciler = () => {
    const reconcile = reconcileOrders({
      openOrders: faulty(inMemoryOpenOrders(rows)),
      dueIndex: faulty(inMemoryDueIndex(rows.payments)),
      requeues: faulty(inMemoryRequeues(rows)),
      report: { requeued: quiet, paymentRowMissing: quiet, unreadable: quiet, failed: quiet },
      reconcileAfter: RECONCILE_AFTER_SECONDS,
      now,
    });
    reconcile({ dryRun: false, deadline: new Date(now().getTime() + MINUTE) }).catch(quiet);
    world.time.in(RECONCILER_PERIOD, runReconciler);
  };
  const store = faulty(orders.store);
  return {
    api: {
      place: placeOrder({ orders: store, now }),
      cancel: cancelOrder({ orders: store, find: findOrder({ orders: store }), now }),
    },
    streams,
    consumers,
    hint: payers.hint,
    remember: payers.remember,
    runRetrier: payers.runRetrier,
    runReconciler,
    /** The id of the event that a receipt names. */
    recordAt: ({ topic, partition, offset }: Receipt) => topics.orders.logOf(topic)[partition]?.[offset]?.id,
  };
}

/** None of these records is bad: one that is taken for poison is a finding. */
const withoutPoison =
  (process: (record: KafkaRecord) => Promise<void>, wrong: string[]) =>
  async (record: KafkaRecord): Promise<void> => {
    try {
      await process(record);
    } catch (error) {
      if (error instanceof PoisonRecordError) wrong.push(`a good record was called poison: ${error.message}`);
      throw error;
    }
  };
