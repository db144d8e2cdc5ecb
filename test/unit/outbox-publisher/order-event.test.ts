import { describe, expect, it } from 'vitest';
import { OrderPlaced } from '../../../functions/contracts/order-placed.ts';
import { orderPlacedEvent } from '../../../functions/outbox-publisher/order-event.ts';
import { anOrderPlaced, anOrderRow, PLACED_AT, TRACEPARENT } from '../../doubles/order-builders.ts';

const eventOf = orderPlacedEvent('dev.orders.order-placed.v1');
const ORDER = 'ord_0000000000000000000001';

describe('build the event of a placed order', () => {
  it('is a CloudEvent in binary mode, keyed by its order', () => {
    expect(eventOf(anOrderRow())).toEqual({
      id: `${ORDER}.order-placed.1`,
      topic: 'dev.orders.order-placed.v1',
      key: ORDER,
      headers: {
        ce_specversion: '1.0',
        ce_id: `${ORDER}.order-placed.1`,
        ce_type: 'chargeonce.order.placed.v1',
        ce_source: 'urn:chargeonce:orders',
        ce_subject: ORDER,
        ce_time: PLACED_AT,
        ce_partitionkey: ORDER,
        'content-type': 'application/json',
        traceparent: TRACEPARENT,
      },
      value: expect.stringMatching(/^\{/),
    });
  });

  it('carries the order and nothing else of the row', () => {
    const data: unknown = JSON.parse(eventOf(anOrderRow())?.value ?? '');

    expect(data).toEqual(anOrderPlaced());
    expect(OrderPlaced.safeParse(data).success).toBe(true);
  });

  it('is identical at each publication, whatever happened to the row in between', () => {
    const receipt = { topic: 't', partition: 0, offset: 1, acknowledgedAt: PLACED_AT };
    const eventId = `${ORDER}.order-placed.1`;
    const requeued = anOrderRow({
      status: 'IN_REVIEW',
      version: 5,
      receipt,
      requeues: 2,
      outbox: { eventId, requeues: 2 },
    });
    const { tenant, ...others } = requeued;

    expect(eventOf(requeued)).toEqual(eventOf(anOrderRow()));
    expect(eventOf({ ...others, tenant })).toEqual(eventOf(anOrderRow()));
  });

  it('is none where the slot is empty', () => {
    expect(eventOf(anOrderRow({ outbox: undefined }))).toBeUndefined();
  });
});
