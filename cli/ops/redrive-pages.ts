import type { PageCursor } from '../../functions/contracts/page-cursor.ts';
import type { RedriveAnswer, Refusal } from '../../functions/contracts/redrive.ts';

export type RedrivePage = (page: { cursor?: PageCursor; limit: number }) => Promise<RedriveAnswer>;

export interface RedrivePagesDeps {
  readonly redrivePage: RedrivePage;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  readonly now: () => number;
  readonly progress: (done: number, total: number) => void;
}

export interface Redriven {
  readonly redriven: number;
  readonly others: number;
  readonly superseded: number;
  readonly refused: readonly Refusal[];
}

const MOST_AT_ONCE = 100;

/** Redrives what is in quarantine when it begins, no more than so many records a second. */
export function redrivePages({ redrivePage, wait, now, progress }: RedrivePagesDeps) {
  return async (rate: number): Promise<Redriven> => {
    const limit = Math.min(rate, MOST_AT_ONCE);
    const begun = now();
    let total: Redriven = { redriven: 0, others: 0, superseded: 0, refused: [] };
    let page = await redrivePage({ limit });
    for (;;) {
      total = sum(total, page);
      const done = looked(total);
      progress(done, done + leftOf(page.cursor ?? []));
      if (page.cursor === null) return total;
      await wait(begun + (total.redriven / rate) * 1_000 - now());
      page = await redrivePage({ cursor: page.cursor, limit });
    }
  };
}

const sum = (one: Redriven, other: Redriven): Redriven => ({
  redriven: one.redriven + other.redriven,
  others: one.others + other.others,
  superseded: one.superseded + other.superseded,
  refused: [...one.refused, ...other.refused],
});

const looked = ({ redriven, others, superseded, refused }: Redriven) => redriven + others + superseded + refused.length;

const leftOf = (cursor: PageCursor) => cursor.reduce((left, { next, end }) => left + end - next, 0);
