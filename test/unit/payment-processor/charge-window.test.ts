import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leaseUntil, mayCharge, mayLandUntil } from '../../../functions/payment-processor/charge-window.ts';
import { PLACED_AT } from '../../doubles/order-builders.ts';
import { aChargeWindow } from '../../doubles/payment-builders.ts';

const window = aChargeWindow();
const PLACED = new Date(PLACED_AT);
const HOUR = 3_600;
const secondsLater = (seconds: number) => new Date(PLACED.getTime() + seconds * 1_000);

interface Situation {
  readonly attempts?: number;
  readonly first?: number;
  readonly now?: number;
}

/** Times in seconds since the order was placed. */
const isChargeable = ({ attempts = 1, first = 0, now = 0 }: Situation) =>
  mayCharge(
    { attempts, firstAttemptAt: secondsLater(first).toISOString() },
    { placedAt: PLACED, now: secondsLater(now), window },
  );

describe('bound a charge in time', () => {
  it('holds a claim for the function timeout and five seconds', () => {
    expect(leaseUntil(PLACED, window)).toEqual(secondsLater(35));
  });

  it('expects a charge for the timeout, the flight, the lag of the list and twice the error of the clocks', () => {
    expect(mayLandUntil(PLACED, window)).toEqual(secondsLater(30 + 600 + 60 + 2 * 5));
  });

  it.each<[string, Situation, boolean]>([
    ['at the first attempt', {}, true],
    ['just before the safe window ends', { now: 23 * HOUR - 0.001 }, true],
    ['when the safe window ends', { now: 23 * HOUR }, false],
    ['when the safe window counts from a late first attempt', { first: HOUR, now: 23.9 * HOUR }, true],
    ['of an event just younger than the window at its first claim', { first: 23 * HOUR - 1, now: 23 * HOUR }, true],
    ['of an event as old as the window at its first claim', { first: 23 * HOUR, now: 23 * HOUR }, false],
    ['after nine attempts and an hour', { attempts: 9, now: HOUR }, true],
    ['after ten attempts within the hour', { attempts: 10, now: HOUR - 0.001 }, true],
    ['after ten attempts and an hour', { attempts: 10, now: HOUR }, false],
  ])('may charge %s: %#', (_situation, moment, expected) => {
    expect(isChargeable(moment)).toBe(expected);
  });

  it('never charges outside of the safe window, for an old event, or when it is parked', () => {
    const day = fc.integer({ min: 0, max: 48 * HOUR });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), day, day, (attempts, first, passed) => {
        const inWindow = passed < 23 * HOUR && first < 23 * HOUR;
        const isParked = attempts >= 10 && passed >= HOUR;
        expect(isChargeable({ attempts, first, now: first + passed })).toBe(inWindow && !isParked);
      }),
    );
  });
});
