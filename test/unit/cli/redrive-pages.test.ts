import { describe, expect, it } from 'vitest';
import { redrivePages } from '../../../cli/ops/redrive-command.ts';
import type { RedriveResponse } from '../../../functions/contracts/operator-request.ts';

/** Redrives these pages in turn, on a clock that only waiting moves. */
function aQuarantine(...pages: RedriveResponse[]) {
  const [asked, shown]: [unknown[], [number, number][]] = [[], []];
  let now = 5_000;
  const run = redrivePages({
    async redrivePage(page) {
      const answer = pages[asked.push(page) - 1];
      if (answer === undefined) throw new Error('there is no further page');
      return answer;
    },
    async wait(milliseconds) {
      now += Math.max(0, milliseconds);
    },
    now: () => now,
    progress: (...figures) => shown.push(figures),
  });
  return { run, asked, shown, elapsed: () => now - 5_000 };
}

const cursor = [{ partition: 0, next: 10, end: 30 }];
const refusal = { place: { topic: 't', partition: 0, offset: 3 }, error: 'InvalidJson', reason: 'still' };
const page = (differing: Partial<RedriveResponse> = {}) => ({
  redriven: 10,
  others: 0,
  superseded: 0,
  refused: [],
  cursor,
  ...differing,
});

describe('redrive a quarantine page by page', () => {
  it('goes on from each cursor to the end and adds up', async () => {
    const { run, asked } = aQuarantine(
      page({ superseded: 4 }),
      page({ others: 5 }),
      page({ refused: [refusal], cursor: null }),
    );

    expect(await run(10)).toEqual({ redriven: 30, others: 5, superseded: 4, refused: [refusal] });

    expect(asked).toEqual([{ limit: 10 }, { limit: 10, cursor }, { limit: 10, cursor }]);
  });

  it('puts back no more a second than it is told', async () => {
    const { run, elapsed } = aQuarantine(page(), page(), page({ cursor: null }));

    await run(10);

    expect(elapsed()).toBe(2_000);
  });

  it('does not wait for what it passes over', async () => {
    const { run, elapsed } = aQuarantine(page({ redriven: 0, others: 100 }), page({ cursor: null }));

    await run(10);

    expect(elapsed()).toBe(0);
  });

  it('tells how far it is', async () => {
    const { run, shown } = aQuarantine(page({ others: 2 }), page({ cursor: null }));

    await run(1_000);

    expect(shown).toEqual([
      [12, 32],
      [22, 22],
    ]);
  });
});
