import { describe, expect, it } from 'vitest';
import { auditBooks } from '../../../functions/auditor/audit-books.ts';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { FOREIGN_ORDER, OUTBOX_ID } from '../../doubles/foreign-records.ts';
import { orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { anAuditedPayment } from './audit-evidence.ts';

const placedAt = Date.parse(PLACED_AT);
const { topic } = ORDER_PLACED;

/** The books of a day, without an order of this system. */
function booksWith(orderId: string, id: string) {
  const books = auditBooks({ from: placedAt - 60_000, until: placedAt + 86_400_000 });
  books.payment(anAuditedPayment({ orderId, eventId: id }));
  const data = { orderId, tenant: 'local', currency: 'EUR', amount: 1_250, placedAt };
  books.event({ event: 'orderPlaced', id, topic, partition: 0, offset: 0, timestamp: placedAt, data });
  return books;
}

describe('audit a day on which another system placed orders', () => {
  it('misses no row of theirs', () => {
    expect(booksWith(FOREIGN_ORDER.orderId, OUTBOX_ID).guests().orderIds).toEqual(new Set());
  });

  it('misses the row of one of ours', () => {
    const orderId = orderIdOf(7);

    expect(booksWith(orderId, ORDER_PLACED.eventId(orderId)).guests().orderIds).toEqual(new Set([orderId]));
  });
});
