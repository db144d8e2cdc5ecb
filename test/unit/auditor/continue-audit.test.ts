import { describe, expect, it } from 'vitest';
import { type AuditPosition, continueAudit, GRACE_MS } from '../../../functions/auditor/continue-audit.ts';
import type { AuditReport, AuditRun } from '../../../functions/auditor/run-audit.ts';

const NOW = Date.parse('2026-01-03T12:00:00Z');
const DAY = 86_400_000;
const LAST = NOW - GRACE_MS;
const iso = (time: number) => new Date(time).toISOString();

/** An audit that leaves these orders, from this position on. */
function anAudit(position: AuditPosition | undefined, left: readonly string[] = [], isSaved = true) {
  const runs: AuditRun[] = [];
  const saved: AuditPosition[] = [];
  const audit = async (run: AuditRun): Promise<AuditReport> => {
    runs.push(run);
    return {
      ...{ from: iso(run.span.from), until: iso(run.span.until), orders: 1, ofOtherSpans: 0, totals: {}, left },
      ...{ discrepancies: [], cleared: 0, notLookedAt: 0 },
      read: { orders: 1, payments: 0, events: 0, intents: 0, refunds: 0, looks: 0 },
    };
  };
  const positions = {
    read: async () => position,
    save: async (next: AuditPosition) => {
      saved.push(next);
      return isSaved;
    },
  };
  return { runs, saved, run: continueAudit({ positions, audit, now: () => new Date(NOW) }) };
}

describe('going on with the audit', () => {
  it('begins with the last day, and leaves what was placed just now to the next', async () => {
    const { runs, saved, run } = anAudit(undefined, ['ord_1']);

    expect(await run({ dryRun: false })).toMatchObject({ orders: 1, notSaved: undefined });

    expect(runs).toEqual([{ span: { from: LAST - DAY, until: LAST }, left: [] }]);
    expect(saved).toEqual([{ until: iso(LAST), left: ['ord_1'], discrepancies: 0 }]);
  });

  it('goes on where the last one ended, a day at most, with what that one left', async () => {
    const until = LAST - 3 * DAY;
    const { runs, run } = anAudit({ until: iso(until), left: ['ord_1'], discrepancies: 0 });

    await run({ dryRun: false });

    expect(runs).toEqual([{ span: { from: until, until: until + DAY }, left: ['ord_1'] }]);
  });

  it('looks at what is left also where nothing is new', async () => {
    const { runs, run } = anAudit({ until: iso(NOW), left: ['ord_1'], discrepancies: 0 });

    await run({ dryRun: false });

    expect(runs).toEqual([{ span: { from: NOW, until: NOW }, left: ['ord_1'] }]);
  });

  it('does nothing where nothing is new or left', async () => {
    const { runs, run } = anAudit({ until: iso(NOW), left: [], discrepancies: 0 });

    expect(await run({ dryRun: false })).toBeUndefined();
    expect(runs).toEqual([]);
  });

  it('saves nothing in a dry run, nor more than can be kept', async () => {
    const dry = anAudit(undefined);
    const many = anAudit(
      undefined,
      Array.from({ length: 10_001 }, (_, number) => `ord_${number}`),
    );

    await dry.run({ dryRun: true });

    expect(await many.run({ dryRun: false })).toMatchObject({ notSaved: expect.stringContaining('10001 orders') });
    expect([dry.saved, many.saved]).toEqual([[], []]);
  });

  it('says where another audit was saved meanwhile', async () => {
    const { run } = anAudit(undefined, [], false);

    expect(await run({ dryRun: false })).toMatchObject({ notSaved: 'another audit was saved meanwhile' });
  });
});
