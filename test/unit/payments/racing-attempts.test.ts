import { describe, expect, it } from 'vitest';
import { exploreStates } from '../../harness/interleavings.ts';
import { type Race, race } from './payment-race.ts';

const ROWS = ['absent', 'parked', 'abandoned', 'abandoned and due'] as const;
const RESULTS = ['pm_card_visa', 'pm_card_chargeDeclined', 'pm_processing'] as const;
const ANSWERS = ['given', 'request lost', 'answer lost', 'request late'] as const;

const racesOf = (actors: Race['actors'], rows: readonly Race['row'][]): Race[] =>
  rows.flatMap((row) =>
    RESULTS.flatMap((result) =>
      ANSWERS.flatMap((answer) =>
        [false, true].flatMap((forgetful) =>
          [false, true].map((leasesRunOut) => ({ actors, row, result, answer, forgetful, leasesRunOut })),
        ),
      ),
    ),
  );

const orders = (races: readonly Race[]) => exploreStates(races, race);

describe('attempts at one payment at once', () => {
  it('two consumers capture once, in every order of their calls', async () => {
    expect(await orders(racesOf(['consumer', 'other consumer'], ROWS))).toBeGreaterThan(5_000);
  }, 300_000);

  it('a consumer and the retrier capture once, in every order of their calls', async () => {
    expect(await orders(racesOf(['consumer', 'retrier'], ROWS))).toBeGreaterThan(1_000);
  }, 300_000);

  it('two consumers and the retrier capture once, in every order of their calls', async () => {
    expect(await orders(racesOf(['consumer', 'other consumer', 'retrier'], ROWS))).toBeGreaterThan(10_000);
  }, 300_000);
});
