import pLimit from 'p-limit';
import type { PaymentRow } from '../contracts/payment-row.ts';
import type { PaymentOutcome } from '../payments/advance-payment.ts';

/** The index of due payments. It lags behind the table: a row may have been decided since. */
export interface DuePayments {
  /** The next payments of all shards that are due by then, oldest first within a shard. */
  page(dueBy: Date, after: DuePaymentsCursor | undefined): Promise<DuePaymentsPage>;
  /** The row, as it was when its page was read or later: every write of an attempt compares it with what was seen. */
  find(eventId: string): Promise<PaymentRow | undefined>;
}

/** Where each shard goes on; a shard that is read to its end is missing. */
export type DuePaymentsCursor = Readonly<Record<string, string>>;

export interface DuePaymentsPage {
  readonly eventIds: readonly string[];
  readonly next: DuePaymentsCursor | undefined;
}

export interface RetryDuePaymentsDeps {
  readonly due: DuePayments;
  readonly retry: (row: PaymentRow) => Promise<PaymentOutcome>;
  /** Of a row whose refund is due. */
  readonly refund: (row: PaymentRow) => Promise<PaymentOutcome>;
  readonly report: (row: PaymentRow, outcome: PaymentOutcome) => void;
  readonly failed: (eventId: string, error: unknown) => void;
  readonly now: () => Date;
  readonly concurrency: number;
}

export interface RetrySummary {
  readonly retried: number;
  readonly failed: number;
  /** False where time ran out, or the gateway could not be reached: the rest stays due. */
  readonly complete: boolean;
}

/** Tries the payments and refunds that are due, oldest first, until none is left, time runs out or the gateway can't be reached. Two runs at once are safe. */
export function retryDuePayments({ due, retry, refund, report, failed, now, concurrency }: RetryDuePaymentsDeps) {
  return async ({ deadline }: { readonly deadline: Date }): Promise<RetrySummary> => {
    const limit = pLimit(concurrency);
    const counts = { retried: 0, failed: 0 };
    let isReachable = true;
    const mayGoOn = () => isReachable && now() < deadline;

    const retryOne = async (eventId: string) => {
      if (!mayGoOn()) return;
      try {
        const row = await due.find(eventId);
        if (row === undefined || !isDue(row, now())) return;
        const outcome = await (row.state === 'REFUND_DUE' ? refund(row) : retry(row));
        counts.retried += 1;
        // It is so for every other payment, too: their attempts would be counted for nothing.
        if (outcome.kind === 'unreachable') isReachable = false;
        report(row, outcome);
      } catch (error) {
        counts.failed += 1;
        failed(eventId, error);
      }
    };

    const begun = now();
    let cursor: DuePaymentsCursor | undefined;
    do {
      const { eventIds, next } = await due.page(begun, cursor);
      await Promise.all(eventIds.map((eventId) => limit(retryOne, eventId)));
      cursor = next;
    } while (cursor !== undefined && mayGoOn());
    return { ...counts, complete: cursor === undefined && mayGoOn() };
  };
}

const isDue = ({ state, dueAt }: PaymentRow, now: Date) =>
  (state === 'CHARGING' || state === 'REFUND_DUE') && dueAt !== undefined && new Date(dueAt) <= now;
