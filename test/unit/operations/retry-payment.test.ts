import { describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import { dueShardOf } from '../../../functions/payments/payment-rows.ts';
import { parkedPayments } from '../../../operations/parked-payments.ts';
import { retryPayment } from '../../../operations/retry-payment.ts';
import { inMemoryDueIndex, inMemoryOperatorLedger } from '../../doubles/in-memory-payment-operations.ts';
import { orderIdOf } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { at } from '../../harness/payments.ts';

const parked = aPaymentRow({
  dueAt: at(600),
  parkReason: 'the payment is processing',
  parkedSince: at(5),
  attempts: 3,
});
const { eventId } = parked;

/** An operator before one payment; a run of the retrier makes it so. */
function anOperator(row: PaymentRow, afterRun: Partial<PaymentRow> = {}) {
  const rows = new Map([[row.eventId, row]]);
  const seenByRetrier: (PaymentRow | undefined)[] = [];
  const retry = retryPayment({
    ledger: inMemoryOperatorLedger(rows),
    runRetrier: async () => {
      seenByRetrier.push(rows.get(row.eventId));
      rows.set(row.eventId, { ...row, ...afterRun });
    },
    now: () => new Date(at(60)),
  });
  return { retry, seenByRetrier, row: () => rows.get(row.eventId) };
}

describe('retry a payment', () => {
  it.each(['CHARGING', 'REFUND_DUE'] as const)(
    'that is %s: makes it due, runs the retrier and looks again',
    async (state) => {
      const { retry, seenByRetrier } = anOperator({ ...parked, state }, { state: 'CAPTURED' });

      const outcome = await retry({ eventId, dryRun: false });

      expect(seenByRetrier).toEqual([{ ...parked, state, dueAt: at(60), dueShard: dueShardOf(eventId) }]);
      expect(outcome).toMatchObject({ kind: 'retried', row: { state: 'CAPTURED' } });
    },
  );

  it.each(['CAPTURED', 'DECLINED', 'IN_REVIEW', 'VOID', 'REFUNDED'] as const)(
    'refuses one that is %s',
    async (state) => {
      const { retry, row, seenByRetrier } = anOperator({ ...parked, state });

      expect(await retry({ eventId, dryRun: false })).toEqual({
        kind: 'refused',
        reason: expect.stringContaining(state),
      });
      expect(row()).toEqual({ ...parked, state });
      expect(seenByRetrier).toEqual([]);
    },
  );

  it('refuses one that is not there', async () => {
    expect(await anOperator(parked).retry({ eventId: 'another', dryRun: false })).toMatchObject({ kind: 'refused' });
  });

  it('refuses one that only its event can go on with', async () => {
    const { intentId, dueAt, ...row } = parked;

    expect(await anOperator(row).retry({ eventId, dryRun: false })).toEqual({
      kind: 'refused',
      reason: expect.stringContaining('requeue'),
    });
  });

  it('only shows it in a dry run', async () => {
    const { retry, row, seenByRetrier } = anOperator(parked);

    expect(await retry({ eventId, dryRun: true })).toEqual({ kind: 'would-be-retried', row: parked });
    expect(row()).toEqual(parked);
    expect(seenByRetrier).toEqual([]);
  });
});

describe('list the parked payments', () => {
  const rowOf = (number: number, dueAt: string | undefined) => aPaymentRow({ ...parked, ...idsOf(number), dueAt });
  const list = (rows: readonly PaymentRow[], decided: readonly string[] = []) => {
    const all = new Map(rows.map((row) => [row.eventId, row]));
    const find = async (id: string) => (decided.includes(id) ? { ...parked, dueAt: undefined } : all.get(id));
    return parkedPayments({ dueIndex: inMemoryDueIndex(all), find, now: () => new Date(at(100)) });
  };

  it('shows why, since when, how often and when next, those that are due first', async () => {
    const shown = await list([rowOf(1, at(160)), rowOf(2, at(40)), rowOf(3, undefined)])(10);

    const { parkReason: reason, parkedSince: since, attempts, state } = parked;
    const common = { state, reason, since, attempts };
    expect(shown).toEqual([
      { ...idsOf(2), ...common, dueAt: at(40), lateSeconds: 60 },
      { ...idsOf(1), ...common, dueAt: at(160), lateSeconds: -60 },
    ]);
  });

  it('shows refunds, too, with their state', async () => {
    const refund = { ...rowOf(1, at(40)), state: 'REFUND_DUE', parkReason: undefined } as const;

    expect(await list([refund])(10)).toMatchObject([{ ...idsOf(1), state: 'REFUND_DUE', reason: undefined }]);
  });

  it('shows at most so many', async () => {
    expect(await list([rowOf(1, at(1)), rowOf(2, at(2))])(1)).toMatchObject([idsOf(1)]);
  });

  it('leaves out what was decided since the index was written', async () => {
    expect(await list([rowOf(1, at(1)), rowOf(2, at(2))], [idsOf(1).eventId])(10)).toMatchObject([idsOf(2)]);
  });
});

function idsOf(number: number) {
  return { eventId: `${orderIdOf(number)}.order-placed.1`, orderId: orderIdOf(number) };
}
