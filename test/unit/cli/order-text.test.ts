import { describe, expect, it } from 'vitest';
import { orderText } from '../../../cli/ops/order-commands.ts';
import type { OrderView } from '../../../cli/ops/order-view.ts';
import { aCancelledRow, anOrderRow, PLACED_AT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';

const record = { topic: 't', partition: 0, offset: 3, timestamp: 0, key: null, value: null, headers: [] };

/** The lines of an order, by their first words. */
function linesOf(view: Partial<OrderView>) {
  const nothing = { payment: undefined, record: undefined, cancelRecord: undefined, gateway: {}, contradictions: [] };
  const lines = orderText({ order: anOrderRow(), ...nothing, ...view }).split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, 9).trim(), line.slice(9)]));
}

describe('an order as an operator reads it', () => {
  it('has no line for a cancellation where there is none', () => {
    expect(linesOf({})).not.toHaveProperty('cancel');
    expect(linesOf({})).toMatchObject({ event: 'not confirmed by the broker yet', record: 'no receipt to look by' });
  });

  it('shows a cancellation whose event waits behind the first', () => {
    const { event, cancel } = linesOf({ order: aCancelledRow() });

    expect(event).toBe('not confirmed by the broker yet');
    expect(cancel).toBe(
      'requested 2026-01-01T12:00:02.000Z, event 2 not confirmed by the broker yet; record: no receipt to look by',
    );
  });

  it('shows the second event that is pending alone, and the first as published', () => {
    const outbox = { requeues: 0, entries: { 2: { type: 'order-cancelled' } } } as const;

    expect(linesOf({ order: aCancelledRow({ outbox }) })).toMatchObject({
      event: 'published',
      cancel: expect.stringContaining('event 2 not confirmed'),
    });
  });

  it("shows the cancellation's receipt, and a refund that was not possible yet", () => {
    const receipt = { topic: 't', partition: 0, offset: 3, acknowledgedAt: PLACED_AT };
    const order = aCancelledRow({ status: 'PAID', outbox: undefined, receipts: { 2: receipt } });
    const payment = aPaymentRow({ state: 'REFUND_DUE', dueAt: PLACED_AT, parkReason: 'no answer' });

    const { cancel, payment: paid } = linesOf({ order, payment, cancelRecord: record });

    expect(cancel).toMatch(/event 2 published, receipt t 0\/3 of .*; record: is at the place of the receipt$/);
    expect(paid).toMatch(/^REFUND_DUE .*, next try 2026-01-01T12:00:00.000Z: no answer$/);
  });
});
