import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { publishReport } from '../../functions/outbox/outbox-handler.ts';
import { reportConfirmation, reportPayment } from '../../functions/payments/payment-report.ts';
import { PoisonRecordError, quarantinePoison } from '../../functions/platform/decode-event.ts';
import { problems, requestLog } from '../../functions/platform/http-handler.ts';
import { json, Problem } from '../../functions/platform/http-route.ts';
import { kafkaHandler } from '../../functions/platform/kafka-handler.ts';
import { anOrderRequest, orderIdOf } from '../doubles/order-builders.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { aKafkaRecord, anEventEntry } from '../doubles/record-builders.ts';
import { logsOf } from '../harness/captured-logs.ts';
import { defaultRouteEvent } from '../harness/http-server.ts';

const order = aPaymentOrder();
const receipt = { topic: 'orders.order-placed.v1', partition: 4, offset: 17, acknowledgedAt: order.placedAt };

/** What the functions log of an order that goes well, and of all that can go wrong with one. */
export const logSamples = () =>
  logsOf(async () => {
    await request(async () => json(202, {}));
    await request(() => Promise.reject(new Problem({ status: 422, type: 'invalid-order', title: 'Wrong.' })));
    publishReport('orderId').published(anEventEntry(), receipt);
    publishReport('orderId').failed(anEventEntry(), new Error('no broker'));
    publishReport('orderId').refused({ kind: 'poison', rowKey: orderIdOf(2), reason: 'too large' });
    reportConfirmation({ ...order, amount: order.totalAmount }, { response: { kind: 'succeeded' }, milliseconds: 80 });
    reportPayment(order, { kind: 'captured' });
    reportPayment(order, { kind: 'parked', reason: 'timeout', misconfigured: false, dueAt: order.placedAt });
    reportPayment(order, { kind: 'unreachable', reason: 'no connection', misconfigured: false });
    await consume();
    await quarantinePoison(
      () => Promise.reject(new PoisonRecordError('Tombstone', 'no value')),
      async () => undefined,
    )(aKafkaRecord());
  });

const event = { method: 'POST', path: '/orders', query: '', headers: {}, body: JSON.stringify(anOrderRequest()) };

const request = (route: () => Promise<object>) =>
  middy().use(requestLog()).use(problems()).handler(route)(defaultRouteEvent(event), {} as Context);

const consume = () =>
  kafkaHandler({ process: () => Promise.reject(new Error('held')), mode: 'report', concurrency: 1, timePerRecord: 1 })(
    { records: { 't-0': [{ topic: 't', partition: 0, offset: 5, timestamp: 1, key: 'aw==', value: 'dg==' }] } },
    { getRemainingTimeInMillis: () => 1_000 } as Context,
  );
