import { describe, expect, it } from 'vitest';
import type { CloudEvent } from '../../../functions/contracts/cloud-event.ts';
import { orderCancelledEvent, orderPlacedEvent } from '../../../functions/outbox-publisher/outbox-events.ts';
import { aCancelledRow, anOrderRow, PLACED_AT, TRACEPARENT as TRACE } from '../../doubles/order-builders.ts';

const eventOf = orderPlacedEvent('dev.');
const CANCELLED_AT = '2026-01-01T12:00:02.000Z';
const ORDER = 'ord_0000000000000000000001';

describe('build the event of a placed order', () => {
  // Headers and value, to the byte: test/unit/contracts/event-versions.test.ts.
  it('has the id of the order, and the topic that it is given', () => {
    expect(eventOf(anOrderRow())).toMatchObject({ id: `${ORDER}.order-placed.1`, topic: 'dev.orders.order-placed.v1' });
  });

  it('is identical at each publication, whatever happened to the row in between', () => {
    const receipt = { topic: 't', partition: 0, offset: 1, acknowledgedAt: PLACED_AT };
    const requeued = anOrderRow({
      status: 'IN_REVIEW',
      version: 5,
      receipt,
      requeues: 2,
      outbox: { requeues: 2, entries: { 1: { type: 'order-placed' } } },
    });
    const { tenant, ...others } = requeued;

    expect(eventOf(requeued)).toEqual(eventOf(anOrderRow()));
    expect(eventOf({ ...others, tenant })).toEqual(eventOf(anOrderRow()));
  });
});

describe('build the event of a cancelled order', () => {
  const eventOfCancelled = orderCancelledEvent('dev.');

  it('has the number that the order gave it, the trace of the cancellation, and what a payment is recorded with', () => {
    const { data, ...event } = withData(eventOfCancelled(aCancelledRow()));

    expect(event).toMatchObject({
      id: `${ORDER}.order-cancelled.2`,
      topic: 'dev.orders.order-cancelled.v1',
      key: ORDER,
      headers: {
        ce_sequence: '2',
        ce_time: CANCELLED_AT,
        ce_type: 'chargeonce.order.cancelled.v1',
        traceparent: TRACE,
      },
    });
    expect(data).toEqual({
      orderId: ORDER,
      tenant: 'local',
      orderEventId: `${ORDER}.order-placed.1`,
      cancelledAt: CANCELLED_AT,
      totalAmount: 1_250,
      currency: 'EUR',
    });
  });

  it('is identical at each publication, whatever happened to the row in between', () => {
    const later = aCancelledRow({ status: 'REFUNDED', version: 7, outbox: undefined, requeues: 3 });

    expect(eventOfCancelled(later)).toEqual(eventOfCancelled(aCancelledRow()));
  });

  it('can not be built of a row without a cancellation', () => {
    expect(() => eventOfCancelled(anOrderRow())).toThrow('no cancellation');
  });
});

const withData = ({ value, ...event }: CloudEvent) => ({ ...event, data: JSON.parse(value) as unknown });
