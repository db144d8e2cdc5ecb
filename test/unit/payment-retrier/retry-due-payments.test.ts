import { describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import { type DuePayments, retryDuePayments } from '../../../functions/payment-retrier/retry-due-payments.ts';
import type { PaymentOutcome } from '../../../functions/payments/advance-payment.ts';
import { inMemoryPayments } from '../../doubles/in-memory-payments.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { after, at, UNREACHABLE } from '../../harness/payments.ts';

interface Run {
  readonly rows: readonly PaymentRow[];
  readonly retry?: (row: PaymentRow) => Promise<PaymentOutcome>;
  readonly refund?: (row: PaymentRow) => Promise<PaymentOutcome>;
  readonly due?: Partial<DuePayments>;
  readonly concurrency?: number;
  /** Seconds that each retry takes. */
  readonly takes?: number;
}

/** A run at the hundredth second, with 50 s left. */
async function runOver({
  rows,
  retry = async () => ({ kind: 'captured' }),
  refund = async () => ({ kind: 'refunded' }),
  due = {},
  concurrency = 1,
  takes = 0,
}: Run) {
  let seconds = 100;
  const payments = inMemoryPayments();
  for (const row of rows) payments.rows.set(row.eventId, row);
  const retried: string[] = [];
  const failed: string[] = [];
  const reported: string[] = [];
  const run = retryDuePayments({
    due: { ...payments.due, ...due },
    async retry(row) {
      retried.push(row.eventId);
      seconds += takes;
      return retry(row);
    },
    refund,
    report: ({ eventId }, { kind }) => reported.push(`${eventId} ${kind}`),
    failed: (eventId) => failed.push(eventId),
    now: () => after(seconds),
    concurrency,
  });
  return { summary: await run({ deadline: after(150) }), retried, failed, reported };
}

const due = (eventId: string, seconds: number, differing: Partial<PaymentRow> = {}) =>
  aPaymentRow({ eventId, dueAt: at(seconds), ...differing });

describe('retrying the payments that are due', () => {
  it('tries the oldest first, reports what became of each, and tries none that is due later', async () => {
    const rows = [due('second', 20), due('first', 10), due('now', 100), due('later', 101)];

    const { summary, retried, reported } = await runOver({ rows });

    expect(retried).toEqual(['first', 'second', 'now']);
    expect(reported).toEqual(['first captured', 'second captured', 'now captured']);
    expect(summary).toEqual({ retried: 3, failed: 0, complete: true });
  });

  it('gives back what is to be refunded, and does not charge it', async () => {
    const rows = [due('refund', 10, { state: 'REFUND_DUE' }), due('charge', 20)];

    const { summary, retried, reported } = await runOver({ rows });

    expect(retried).toEqual(['charge']);
    expect(reported).toEqual(['refund refunded', 'charge captured']);
    expect(summary).toEqual({ retried: 2, failed: 0, complete: true });
  });

  it('stops where the gateway can not be reached for a refund, too', async () => {
    const rows = [due('refund', 10, { state: 'REFUND_DUE' }), due('charge', 20)];

    const { summary, retried } = await runOver({ rows, refund: async () => UNREACHABLE });

    expect(retried).toEqual([]);
    expect(summary.complete).toBe(false);
  });

  it('reads page after page', async () => {
    const { retried } = await runOver({
      rows: [due('first', 10), due('second', 20)],
      due: {
        page: async (_dueBy, after) =>
          after === undefined
            ? { eventIds: ['first'], next: { 0: 'first' } }
            : { eventIds: ['second'], next: undefined },
      },
    });

    expect(retried).toEqual(['first', 'second']);
  });

  it('leaves what the index shows though it has changed since', async () => {
    const now = new Map([
      ['decided', due('decided', 10, { state: 'CAPTURED' })],
      ['parked-again', due('parked-again', 200)],
      ['refund-parked-again', due('refund-parked-again', 200, { state: 'REFUND_DUE' })],
    ]);
    const { retried, failed } = await runOver({
      rows: [...now.keys(), 'gone'].map((eventId) => due(eventId, 10)),
      due: { find: async (eventId) => now.get(eventId) },
    });

    expect([retried, failed]).toEqual([[], []]);
  });

  it('goes on with the others when one fails, and reports it', async () => {
    const { summary, failed } = await runOver({
      rows: [due('bad', 10), due('good', 20)],
      retry: async ({ eventId }) => {
        if (eventId === 'bad') throw new Error('no answer of the table');
        return { kind: 'captured' };
      },
    });

    expect(failed).toEqual(['bad']);
    expect(summary).toEqual({ retried: 1, failed: 1, complete: true });
  });

  it('stops where the gateway can not be reached: others would count attempts for nothing', async () => {
    const rows = Array.from({ length: 10 }, (_, index) => due(`e${index}`, index));

    const { summary, retried } = await runOver({ rows, retry: async () => UNREACHABLE });

    expect(retried).toEqual(['e0']);
    expect(summary.complete).toBe(false);
  });

  it('begins none after its time, and says that some are left', async () => {
    const rows = Array.from({ length: 10 }, (_, index) => due(`e${index}`, index));

    const { summary, retried } = await runOver({ rows, takes: 20 });

    expect(retried).toEqual(['e0', 'e1', 'e2']);
    expect(summary.complete).toBe(false);
  });

  it('runs no more at once than it may', async () => {
    let running = 0;
    let most = 0;
    await runOver({
      rows: Array.from({ length: 40 }, (_, index) => due(`e${index}`, 1)),
      concurrency: 8,
      retry: async () => {
        most = Math.max(most, ++running);
        await new Promise(setImmediate);
        running -= 1;
        return { kind: 'captured' };
      },
    });

    expect(most).toBe(8);
  });
});
