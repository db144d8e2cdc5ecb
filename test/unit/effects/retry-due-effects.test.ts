import { describe, expect, it } from 'vitest';
import type { EffectRow, OpenEffect } from '../../../functions/contracts/effect-row.ts';
import type { EffectLedger } from '../../../functions/effects/effect-ledger.ts';
import { retryDueEffects } from '../../../functions/effects/retry-due-effects.ts';
import { anOpenEffect, at, DONE, type Effect, effectsInMemory, LOST, moment, parcel } from '../../harness/effects.ts';

interface Run {
  readonly rows: readonly EffectRow[];
  readonly effect?: Effect;
  readonly ledger?: Partial<EffectLedger>;
  readonly concurrency?: number;
  /** Seconds that each attempt takes. */
  readonly takes?: number;
}

/** A run at the hundredth second, with 50 s left. */
async function runOver({ rows, effect = async () => DONE, ledger = {}, concurrency = 1, takes = 0 }: Run) {
  const effects = effectsInMemory();
  effects.clock.seconds = 100;
  for (const row of rows) effects.rows.set(row.effectKey, row);
  const reported: string[] = [];
  const failed: string[] = [];
  const run = retryDueEffects({
    ...effects.deps({
      ledger,
      effect(request) {
        effects.clock.seconds += takes;
        return effect(request);
      },
    }),
    report: ({ effectKey }, outcome) => reported.push(`${effectKey} ${outcome}`),
    failed: (effectKey) => failed.push(effectKey),
    concurrency,
  });
  return { summary: await run({ deadline: moment(150) }), calls: effects.calls, rows: effects.rows, reported, failed };
}

const due = (effectKey: string, seconds: number, differing: Partial<OpenEffect> = {}) =>
  anOpenEffect({ effectKey, state: 'PARKED', dueAt: at(seconds), ...differing });
const { dueAt: _, dueShard: __, ...settled } = due('settled', 10);

describe('retrying the effects that are due', () => {
  it('tries the oldest first, from their rows, and none that is due later', async () => {
    const rows = [due('second', 20), due('first', 10), due('now', 100), due('later', 101)];

    const { summary, calls, reported } = await runOver({ rows });

    expect(calls).toEqual(['first', 'second', 'now'].map((key) => ({ key, input: parcel })));
    expect(reported).toEqual(['first done', 'second done', 'now done']);
    expect(summary).toEqual({ retried: 3, failed: 0, complete: true, oldestOpenSeconds: 0 });
  });

  it('goes on with an effect whose attempt died, after its lease', async () => {
    const rows = [due('dead', 99, { state: 'CLAIMED' }), due('alive', 101, { state: 'CLAIMED' })];

    const { reported } = await runOver({ rows });

    expect(reported).toEqual(['dead done']);
  });

  it('says since when the oldest is open that it could not end', async () => {
    const rows = [due('old', 90, { firstAttemptAt: at(20) }), due('young', 80, { firstAttemptAt: at(70) })];

    const { summary } = await runOver({ rows, effect: async () => LOST });

    expect(summary).toEqual({ retried: 2, failed: 0, complete: true, oldestOpenSeconds: 80 });
  });

  it('leaves what the index shows though it has changed since', async () => {
    const now = new Map<string, EffectRow>([
      ['settled', { ...settled, state: 'DONE', result: 'shp_1', settledAt: at(99) }],
      ['parked-again', due('parked-again', 200)],
    ]);

    const { calls, failed } = await runOver({
      rows: [...now.keys(), 'gone'].map((key) => due(key, 10)),
      ledger: { find: async (key) => now.get(key) },
    });

    expect([calls, failed]).toEqual([[], []]);
  });

  it('goes on with the others when one fails, which stays due', async () => {
    const rows = [due('bad', 10, { input: '{}' }), due('good', 20)];

    const { summary, failed, reported, rows: left } = await runOver({ rows });

    expect([failed, reported]).toEqual([['bad'], ['good done']]);
    expect(summary).toEqual({ retried: 1, failed: 1, complete: true, oldestOpenSeconds: 90 });
    expect(left.get('bad')).toEqual(rows[0]);
  });

  it('reads page after page', async () => {
    const { reported } = await runOver({
      rows: [due('first', 10), due('second', 20)],
      ledger: {
        due: async (_by, cursor) =>
          cursor === undefined
            ? { effects: [{ effectKey: 'first', dueAt: at(10) }], next: { 0: 'first' } }
            : { effects: [{ effectKey: 'second', dueAt: at(20) }], next: undefined },
      },
    });

    expect(reported).toEqual(['first done', 'second done']);
  });

  it('begins none after its time, and says that some are left, and for how long', async () => {
    const rows = Array.from({ length: 10 }, (_unused, index) => due(`e${index}`, index));

    const { summary, calls } = await runOver({ rows, takes: 20 });

    expect(calls.map(({ key }) => key)).toEqual(['e0', 'e1', 'e2']);
    expect(summary).toMatchObject({ complete: false, oldestOpenSeconds: 97 });
  });

  it('runs no more at once than it may', async () => {
    let running = 0;
    let most = 0;
    await runOver({
      rows: Array.from({ length: 40 }, (_unused, index) => due(`e${index}`, 1)),
      concurrency: 8,
      async effect() {
        most = Math.max(most, ++running);
        await new Promise(setImmediate);
        running -= 1;
        return DONE;
      },
    });

    expect(most).toBe(8);
  });
});
