import { describe, expect, it } from 'vitest';
import { leftOpenText } from '../../../cli/ops/open-orders.ts';
import { aCancelledRow, anOrderRow, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';

const { outbox, ...published } = anOrderRow();
const none = { open: [], unreadable: [] };

describe('tell at a start what earlier runs have left open', () => {
  it('counts the orders by why they are open, and those that can not be read', () => {
    const notPublished = { order: anOrderRow(), payment: undefined };
    const parked = { order: published, payment: aPaymentRow({ dueAt: '2026-01-01T12:00:05.000Z' }) };
    const inReview = { order: published, payment: aPaymentRow({ state: 'IN_REVIEW' }) };
    const unreadable = { kind: 'unreadable', rowKey: orderIdOf(2), reason: 'no status' } as const;

    expect(leftOpenText({ open: [notPublished, parked, parked, inReview], unreadable: [unreadable] }, 0)).toEqual([
      'Left open by earlier runs: 5 orders (1 not published yet; 2 parked: payment-retrier tries it again; 1 in review; ' +
        "1 can't be read). See: npm run ops -- open, or -- status",
    ]);
  });

  it('tells what a cancellation waits for', () => {
    const order = aCancelledRow({ status: 'PAID', outbox: undefined });
    const captured = { order, payment: aPaymentRow({ state: 'CAPTURED' }) };
    const refund = { order, payment: aPaymentRow({ state: 'REFUND_DUE', dueAt: PLACED_AT }) };
    const isNotPublished = { order: aCancelledRow(), payment: captured.payment };

    expect(leftOpenText({ open: [captured, refund, refund, isNotPublished], unreadable: [] }, 0)).toEqual([
      expect.stringContaining(
        '(1 to be cancelled: its payment does not know yet; 2 to be refunded: payment-retrier does it; 1 not published yet)',
      ),
    ]);
  });

  it('counts the records in quarantine', () => {
    expect(leftOpenText(none, 2)).toEqual(['In quarantine: 2 records. See: npm run ops -- dlq']);
  });

  it('says nothing where nothing is open', () => {
    expect(leftOpenText(none, 0)).toEqual([]);
  });
});
