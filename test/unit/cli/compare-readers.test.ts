import { describe, expect, it } from 'vitest';
import { problemsOfOrder, problemsOfPayment } from '../../../cli/interop/compare-readers.ts';
import type { ReadEvent } from '../../../cli/interop/event-readers.ts';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { orderPlacedEvent } from '../../../functions/outbox-publisher/outbox-events.ts';
import { anOrderRow } from '../../doubles/order-builders.ts';

const row = anOrderRow({ customerId: 'c-Zoë', totalAmount: 2_500 });
const { orderId } = row;
const published = orderPlacedEvent('')(row);
const id = ORDER_PLACED.eventId(orderId);
const order = {
  orderId,
  status: 'PAID',
  event: { id, receipt: { topic: ORDER_PLACED.topic, partition: 2, offset: 7 } },
};

const base64 = (value: object | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64');
const placed: ReadEvent = {
  ...{ topic: ORDER_PLACED.topic, partition: 2, offset: 7, key: orderId, id, subject: orderId },
  ...{ type: ORDER_PLACED.type, source: ORDER_PLACED.source, data: base64(published.value) },
};
const decided: ReadEvent = {
  ...placed,
  id: `${id}:captured`,
  data: base64({ orderId, state: 'CAPTURED', amount: 2_500 }),
};

describe('what other software reads', () => {
  it('is right where every event is as it was published, also in copies', () => {
    expect(problemsOfOrder(order, [placed, { ...placed, offset: 9 }])).toEqual([]);
    expect(problemsOfPayment(order, [decided])).toEqual([]);
  });

  it.each<[string, Partial<ReadEvent>]>([
    ['is not there', { id: 'another' }],
    ['has another type', { type: 'chargeonce.order.placed.v2' }],
    ['has another key', { key: 'ord_another' }],
    ['has another key', { subject: 'ord_another' }],
    ['is not where its receipt says', { offset: 8 }],
    ['has other data', { data: base64({ ...JSON.parse(published.value), totalAmount: 2_501 }) }],
    ['has other data', { data: base64({ ...JSON.parse(published.value), customerId: 'c-Zo?' }) }],
  ])('is a problem where the event of an order %s', (problem, differing) => {
    expect(problemsOfOrder(order, [{ ...placed, ...differing }])).toEqual([`${id} ${problem}`]);
  });

  it.each<[Partial<ReadEvent>]>([
    [{ id: 'another' }],
    [{ key: 'ord_another' }],
    [{ data: base64({ orderId, state: 'DECLINED', amount: 2_500 }) }],
    [{ data: base64({ orderId, state: 'CAPTURED', amount: 1 }) }],
  ])('is a problem where the event of a payment differs: %j', (differing) => {
    expect(problemsOfPayment(order, [{ ...decided, ...differing }])).toHaveLength(1);
  });
});
