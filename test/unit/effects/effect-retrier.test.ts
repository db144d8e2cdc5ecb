import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { effectRetrier } from '../../../functions/effects/lambda-effect-retrier.ts';
import { logsOf } from '../../harness/captured-logs.ts';
import { anOpenEffect, at, EFFECT_LEASE, effectsInMemory, LOST, parcel } from '../../harness/effects.ts';

/** A run at the hundredth second; two effects are due: one can be read, the other can't. */
async function runWith({ secondsLeft, effect }: { readonly secondsLeft: number; readonly effect?: () => typeof LOST }) {
  const effects = effectsInMemory();
  const rows = [
    anOpenEffect({ effectKey: 'good', dueAt: at(30) }),
    anOpenEffect({ effectKey: 'bad', dueAt: at(40), input: '{}' }),
  ];
  for (const row of rows) effects.rows.set(row.effectKey, row);
  effects.clock.seconds = 100;
  const handler = effectRetrier({ ...effects.deps(effect && { effect: async () => effect() }), concurrency: 1 });
  const context = { getRemainingTimeInMillis: () => secondsLeft * 1_000 } as Context;
  return { lines: await logsOf(() => handler({}, context)), calls: effects.calls };
}

describe('a scheduled run of a retrier', () => {
  it('says what became of each effect, and how old the oldest open one is', async () => {
    const { lines, calls } = await runWith({ secondsLeft: 100, effect: () => LOST });

    expect(calls).toEqual([{ key: 'good', input: parcel }]);
    expect(lines).toMatchObject([
      { level: 'INFO', effectKey: 'good', attempts: 1, outcome: 'parked' },
      { level: 'ERROR', effectKey: 'bad', error: { name: 'UnreadableEffect' } },
      { summary: { retried: 1, failed: 1, complete: true, oldestOpenSeconds: 100 } },
      { OldestOpenEffectAgeSeconds: 100 },
    ]);
  });

  it('begins none that its time does not suffice for', async () => {
    const { lines, calls } = await runWith({ secondsLeft: EFFECT_LEASE + 10 });

    expect(calls).toEqual([]);
    expect(lines).toMatchObject([{ summary: { complete: false } }, { OldestOpenEffectAgeSeconds: 70 }]);
  });
});
