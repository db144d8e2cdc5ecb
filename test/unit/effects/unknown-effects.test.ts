import { describe, expect, it } from 'vitest';
import { at, DONE, EFFECT_LEASE, effectsInMemory, LOST } from '../../harness/effects.ts';

const REFUSED = { kind: 'refused', reason: 'unknown address' } as const;

describe('an effect whose outcome is not known', () => {
  it.each([
    ['says so', async () => LOST, 'no answer'],
    ['throws', () => Promise.reject(new TypeError('fetch failed')), 'TypeError: fetch failed'],
    [
      'throws without a promise',
      () => {
        throw new Error('no URL');
      },
      'Error: no URL',
    ],
  ])('is parked where it %s, and not called again before it is due', async (_what, effect, reason) => {
    const { once, retry, clock, calls, row } = effectsInMemory();

    expect([await once({ effect }), await once(), await retry()]).toEqual(['parked', 'parked', 'parked']);
    expect(calls).toHaveLength(1);
    expect(row()).toMatchObject({ state: 'PARKED', reason, dueAt: at(EFFECT_LEASE) });

    clock.seconds = EFFECT_LEASE;
    expect(await retry()).toBe('done');
    expect(row()).toMatchObject({ state: 'DONE', attempts: 2 });
  });

  it('is parked and cancelled when it takes too long', async () => {
    const { once, row } = effectsInMemory();
    let given: AbortSignal | undefined;

    const outcome = await once({
      leaseSeconds: 0.05,
      effect: ({ signal }) => {
        given = signal;
        return new Promise(() => undefined);
      },
    });

    expect(outcome).toBe('parked');
    expect(row()).toMatchObject({ reason: 'Error: the effect took longer than 40 ms' });
    await expect.poll(() => given?.aborted).toBe(true);
  });

  it('is not begun where the claim itself took most of the lease', async () => {
    const { once, ledger, clock, calls } = effectsInMemory();

    const outcome = await once({
      ledger: {
        async insert(claim) {
          const obstacle = await ledger.insert(claim);
          clock.seconds = EFFECT_LEASE * 0.8;
          return obstacle;
        },
      },
    });

    expect([outcome, calls]).toEqual(['parked', []]);
  });

  it('waits for a lease, then longer from attempt to attempt, for an hour at most', async () => {
    const { once, retry, clock, row, now } = effectsInMemory();
    const delays: number[] = [];
    await once({ effect: async () => LOST });
    for (let attempt = 0; attempt < 10; attempt++) {
      const due = row();
      delays.push('dueAt' in due ? (Date.parse(due.dueAt) - now().getTime()) / 1_000 : 0);
      clock.seconds += delays.at(-1) ?? 0;
      await retry({ effect: async () => LOST });
    }

    expect(delays).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    expect(row()).toMatchObject({ attempts: 11, firstAttemptAt: at(0) });
  });
});

describe('an attempt that was taken over', () => {
  it.each([
    { later: 'done', state: 'DONE', response: DONE, overtaking: DONE, expected: 'duplicate' },
    { later: 'parked', state: 'PARKED', response: DONE, overtaking: LOST, expected: 'parked' },
    { later: 'done', state: 'DONE', response: LOST, overtaking: DONE, expected: 'duplicate' },
    { later: 'refused', state: 'REFUSED', response: DONE, overtaking: REFUSED, expected: 'conflict' },
  ])(
    'answers $expected, and changes nothing, where its own answer is $response.kind and the later one is $later',
    async (race) => {
      const { once, retry, clock, row } = effectsInMemory();

      const outcome = await once({
        effect: async () => {
          clock.seconds = EFFECT_LEASE;
          await retry({ effect: async () => race.overtaking });
          return race.response;
        },
      });

      expect(outcome).toBe(race.expected);
      expect(row()).toMatchObject({ state: race.state, leaseToken: 'token-2', attempts: 2 });
    },
  );
});
