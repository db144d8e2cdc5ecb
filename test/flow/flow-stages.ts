import { cancelOrder } from '../../functions/order-api/cancel-order.ts';
import { findOrder } from '../../functions/order-api/get-order.ts';
import { placeOrder } from '../../functions/order-api/place-order.ts';
import { publishOutbox } from '../../functions/outbox/publish-outbox.ts';
import { cancelPayment, processOrderCancelled } from '../../functions/payment-canceller/cancel-payment.ts';
import { processOrderPlaced } from '../../functions/payment-processor/process-order-placed.ts';
import { retryDuePayments } from '../../functions/payment-retrier/retry-due-payments.ts';
import { attemptPayment } from '../../functions/payments/attempt-payment.ts';
import { refundPayment } from '../../functions/payments/refund-payment.ts';
import { processPaymentDecided, updateStatus } from '../../functions/status-updater/update-status.ts';
import { inMemoryEventPublisher, recordedPublications } from '../doubles/in-memory-event-publisher.ts';
import { inMemoryOrders } from '../doubles/in-memory-orders.ts';
import { inMemoryPaymentGateway } from '../doubles/in-memory-payment-gateway.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import type { faultySandbox } from '../harness/faulty-sandbox.ts';
import { LEASE_SECONDS, LOST } from '../harness/payments.ts';

interface FlowStagesDeps {
  readonly now: () => Date;
  readonly sandbox: ReturnType<typeof faultySandbox>;
}

/** Every stage of the flow over the doubles; each of their calls may meet a fault of the sandbox. */
export function flowStages({ now, sandbox: { guard, guardAll } }: FlowStagesDeps) {
  const orders = inMemoryOrders({ now });
  const payments = inMemoryPayments({ now });
  const [placed, decided] = [inMemoryEventPublisher(), inMemoryEventPublisher()];
  const { gateway, intents, captures, givenBack } = inMemoryPaymentGateway();

  const place = placeOrder({ orders: { insert: guard(orders.store.insert) }, now });
  const cancel = cancelOrder({
    orders: { cancel: guard(orders.store.cancel) },
    find: findOrder({ orders: { find: guard(orders.store.find) } }),
    now,
  });
  const publisher = (topic: typeof placed, { pending, close, refuse }: typeof orders.outbox) =>
    publishOutbox({
      publisher: { partitionOf: topic.partitionOf, publish: guard(topic.publish) },
      outbox: { pending: guard(pending), close: guard(close), refuse },
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
    refund: refundPayment({ refunds: guardAll(payments.refunds), gateway: guardAll(gateway, LOST), now }),
    report: () => undefined,
    failed: () => undefined,
    now,
    concurrency: 1,
  });
  const giveUp = processOrderCancelled({
    cancel: cancelPayment({ ledger: guardAll(payments.cancellations), now }),
    report: () => undefined,
  });
  const update = processPaymentDecided({
    update: updateStatus({ orders: { raise: guard(orders.status.raise) } }),
    report: () => undefined,
  });

  return {
    orders: orders.rows,
    payments: payments.rows,
    topics: { placed, decided },
    atGateway: { intents, captures, givenBack },
    api: { place, cancel },
    publish: { orders: publishOrders, payments: publishPayments },
    consume: { placed: charge, cancelled: giveUp, decided: update },
    retryDue,
  };
}
