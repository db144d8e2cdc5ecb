import { describe, expect, it } from 'vitest';
import { orderPlacedEvent } from '../../../functions/outbox-publisher/outbox-events.ts';
import { anOrderRow, PLACED_AT } from '../../doubles/order-builders.ts';

const eventOf = orderPlacedEvent('dev.orders.order-placed.v1');
const ORDER = 'ord_0000000000000000000001';

describe('build the event of a placed order', () => {
  // Headers and value, to the byte: test/unit/contracts/event-versions.test.ts.
  it('has the id of the order, and the topic that it is given', () => {
    expect(eventOf(anOrderRow())).toMatchObject({ id: `${ORDER}.order-placed.1`, topic: 'dev.orders.order-placed.v1' });
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

  it('is none where there is no outbox entry', () => {
    expect(eventOf(anOrderRow({ outbox: undefined }))).toBeUndefined();
  });
});
