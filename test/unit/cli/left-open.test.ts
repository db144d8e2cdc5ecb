import { describe, expect, it } from 'vitest';
import { leftOpenText } from '../../../cli/ops/left-open.ts';
import { anOrderRow, orderIdOf } from '../../doubles/order-builders.ts';
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

  it('counts the records in quarantine', () => {
    expect(leftOpenText(none, 2)).toEqual(['In quarantine: 2 records. See: npm run ops -- dlq']);
  });

  it('says nothing where nothing is open', () => {
    expect(leftOpenText(none, 0)).toEqual([]);
  });
});
