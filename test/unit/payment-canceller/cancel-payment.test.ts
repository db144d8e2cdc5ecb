import { describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import { type CancellationOutcome, cancelPayment } from '../../../functions/payment-canceller/cancel-payment.ts';
import { aCancellation, aPaymentOrder, aPaymentRow } from '../../doubles/payment-builders.ts';
import { at, paymentsInMemory } from '../../harness/payments.ts';

const order = aPaymentOrder();
const DUE = { dueAt: at(0), dueShard: expect.stringMatching(/^[0-7]$/) };
const DECIDED = { gatewayReference: 'pi_1', decidedAt: '2026-01-01T12:00:02.000Z' };

/** A payment that was there when its order was cancelled. */
function cancelled(differing: Partial<PaymentRow>) {
  const payments = paymentsInMemory();
  const before = aPaymentRow(differing);
  payments.rows.set(before.eventId, before);
  return { ...payments, before, outcome: payments.cancel(aCancellation()) };
}

describe('cancelling the payment of an order', () => {
  it('records a payment that was never begun as void, and no attempt begins it afterwards', async () => {
    const { cancel, charge, row, calls } = paymentsInMemory();

    expect(await cancel(aCancellation())).toBe('voided');

    expect(row(order)).toMatchObject({
      state: 'VOID',
      orderId: order.orderId,
      amount: order.totalAmount,
      declineCode: 'order_cancelled',
      decidedAt: at(0),
      source: { partition: -1, offset: -1 },
    });
    expect(await charge(order)).toEqual({ kind: 'duplicate' });
    expect(calls).toEqual([]);
  });

  it('keeps an attempt that has missed the row from charging, though it has created an intent', async () => {
    const { attempt, cancel, captures } = paymentsInMemory();
    await cancel(aCancellation());

    expect(await attempt({ ledger: { find: async () => undefined } }).charge(order)).toEqual({ kind: 'duplicate' });
    expect(captures(order.eventId)).toBe(0);
  });

  interface Cancelled {
    readonly what: string;
    readonly before: Partial<PaymentRow>;
    readonly outcome: CancellationOutcome;
    readonly after: Partial<PaymentRow>;
  }

  it.each<Cancelled>([
    {
      what: 'marks what is being charged, and has it tried',
      before: {},
      outcome: 'noted',
      after: { state: 'CHARGING', cancelRequested: true, ...DUE },
    },
    {
      what: 'marks a restored row that names no intent',
      before: { intentId: undefined, intentsUnknown: true },
      outcome: 'noted',
      after: { state: 'CHARGING', cancelRequested: true, ...DUE },
    },
    {
      what: 'makes due what is marked but not due',
      before: { cancelRequested: true },
      outcome: 'noted',
      after: { state: 'CHARGING', cancelRequested: true, ...DUE },
    },
    {
      what: 'marks what is in review',
      before: { state: 'IN_REVIEW' },
      outcome: 'noted',
      after: { state: 'IN_REVIEW', cancelRequested: true },
    },
    {
      what: 'has what was captured refunded, as a first attempt',
      before: { state: 'CAPTURED', ...DECIDED, attempts: 5 },
      outcome: 'refund-due',
      after: { state: 'REFUND_DUE', ...DECIDED, ...DUE, attempts: 0 },
    },
    {
      what: 'makes a refund due that is not',
      before: { state: 'REFUND_DUE', ...DECIDED },
      outcome: 'refund-due',
      after: { state: 'REFUND_DUE', ...DECIDED, ...DUE },
    },
  ])('$what', async ({ before, outcome, after }) => {
    const { outcome: actual, row, calls } = cancelled(before);

    expect(await actual).toBe(outcome);
    expect(row(order)).toMatchObject(after);
    expect(calls).toEqual([]);
  });

  it('forgets why a charge was parked when its refund becomes due', async () => {
    const { outcome, row } = cancelled({ state: 'CAPTURED', ...DECIDED, parkReason: 'no answer', parkedSince: at(0) });
    await outcome;

    expect(row(order)).not.toHaveProperty('parkReason');
    expect(row(order)).not.toHaveProperty('parkedSince');
  });

  it.each<Partial<PaymentRow>>([
    { cancelRequested: true, dueAt: at(60), dueShard: '0' },
    { state: 'IN_REVIEW', cancelRequested: true },
    { state: 'REFUND_DUE', ...DECIDED, dueAt: at(60), dueShard: '0' },
    { state: 'REFUNDED', ...DECIDED },
    { state: 'VOID' },
    { state: 'DECLINED' },
  ])('changes nothing of %o', async (differing) => {
    const { outcome, row, before } = cancelled(differing);

    expect(await outcome).toBe('unchanged');
    expect(row(order)).toEqual(before);
  });

  it.each([{ orderId: 'ord_another' }, { tenant: 'another' }, { amount: 99 }, { currency: 'USD' }])(
    'leaves a payment alone that differs in %o',
    async (differing) => {
      const { outcome, rows, before } = cancelled({ eventId: order.eventId, ...differing });

      expect(await outcome).toBe('mismatch');
      expect([...rows.values()]).toEqual([before]);
    },
  );

  it.each<{ seen: PaymentRow | undefined; stored: Partial<PaymentRow>; after: Partial<PaymentRow> }>([
    { seen: undefined, stored: {}, after: { state: 'CHARGING', cancelRequested: true } },
    { seen: aPaymentRow(), stored: { state: 'CAPTURED', ...DECIDED }, after: { state: 'REFUND_DUE' } },
    { seen: aPaymentRow({ state: 'IN_REVIEW' }), stored: { state: 'DECLINED' }, after: { state: 'DECLINED' } },
  ])('decides again where the payment is another than it was read: $stored', async ({ seen, stored, after }) => {
    const { cancellations, rows, row, now } = paymentsInMemory();
    rows.set(order.eventId, aPaymentRow(stored));
    const cancel = cancelPayment({ ledger: { ...cancellations, find: async () => seen }, now });

    expect(await cancel(aCancellation())).not.toBe('voided');
    expect(row(order)).toMatchObject(after);
  });

  it('gives up a payment that changes before each write, and so has the record come again', async () => {
    const { cancellations, now } = paymentsInMemory();
    const rows = [aPaymentRow({ state: 'CAPTURED', ...DECIDED }), aPaymentRow()];
    let reads = 0;
    const next = async () => rows[reads++ % 2];
    const cancel = cancelPayment({ ledger: { ...cancellations, find: next, cancel: next }, now });

    await expect(cancel(aCancellation())).rejects.toThrow('changed before each write');
  });
});
