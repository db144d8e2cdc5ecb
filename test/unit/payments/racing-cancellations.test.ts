import { describe, expect, it } from 'vitest';
import { exploreStates } from '../../harness/interleavings.ts';
import { type CancellationRace, raceCancellation } from './cancellation-race.ts';

const ROWS = ['absent', 'parked', 'abandoned', 'captured', 'refund due'] as const;
const RESULTS = ['pm_card_visa', 'pm_card_chargeDeclined', 'pm_refund_lost'] as const;

interface Scope {
  readonly mayDie: boolean;
  /** What the cancellation's read shows; it matters to its calls alone. */
  readonly stale?: readonly boolean[];
}

const racesOf = (actors: CancellationRace['actors'], { mayDie, stale = [false, true] }: Scope): CancellationRace[] =>
  ROWS.flatMap((row) =>
    RESULTS.filter((result) => !isPaid(row) || result !== 'pm_card_chargeDeclined').flatMap((result) =>
      [false, true].flatMap((leasesRunOut) =>
        stale.map((readsAreStale) => ({ actors, row, result, leasesRunOut, readsAreStale, mayDie })),
      ),
    ),
  );

const isPaid = (row: CancellationRace['row']) => row === 'captured' || row === 'refund due';

const orders = (races: readonly CancellationRace[]) => exploreStates(races, raceCancellation);

describe('an order that is cancelled while it is charged: no charge stays, and none is given back that was not made', () => {
  it('holds for a consumer and the canceller, in every order of their calls, wherever one of them dies', async () => {
    expect(await orders(racesOf(['consumer', 'canceller'], { mayDie: true }))).toBeGreaterThan(1_000);
  }, 300_000);

  it('holds for a consumer and two copies of the cancellation', async () => {
    expect(await orders(racesOf(['consumer', 'canceller', 'other canceller'], { mayDie: false }))).toBeGreaterThan(
      1_000,
    );
  }, 300_000);

  it('holds for the canceller and two retriers, wherever one of them dies', async () => {
    const races = racesOf(['canceller', 'retrier', 'other retrier'], { mayDie: true, stale: [false] });

    expect(await orders(races)).toBeGreaterThan(1_000);
  }, 300_000);

  it('holds for a consumer, the canceller and a retrier', async () => {
    expect(await orders(racesOf(['consumer', 'canceller', 'retrier'], { mayDie: false }))).toBeGreaterThan(1_000);
  }, 300_000);
});
