import { describe, expect, it } from 'vitest';
import { exploreStates } from '../../harness/interleavings.ts';
import { raceEffects } from './effect-race.ts';
import type { EffectRace } from './effect-world.ts';

const ROWS = ['absent', 'parked', 'abandoned'] as const;
const SERVICES = ['does it', 'refuses it', 'loses the request', 'loses the answer'] as const;

const explore = (actors: EffectRace['actors'], { deaths, jumps }: Pick<EffectRace, 'deaths' | 'jumps'>) => {
  const races = ROWS.flatMap((row) => SERVICES.map((service) => ({ actors, deaths, jumps, row, service })));
  return exploreStates<EffectRace>(races, raceEffects);
};

describe('attempts at one effect at once', () => {
  it('of two consumers never call within one lease, and end it, in every order of calls, deaths and moments', async () => {
    expect(await explore(['consumer', 'other consumer'], { deaths: 1, jumps: 2 })).toBeGreaterThan(500);
  }, 300_000);

  it('of a consumer and a retrier never call within one lease, and end it', async () => {
    expect(await explore(['consumer', 'retrier'], { deaths: 1, jumps: 2 })).toBeGreaterThan(500);
  }, 300_000);

  it('of two consumers and a retrier never call within one lease, and end it', async () => {
    expect(await explore(['consumer', 'other consumer', 'retrier'], { deaths: 0, jumps: 1 })).toBeGreaterThan(3_000);
  }, 300_000);
});
