import { describe, expect, it } from 'vitest';
import { seeded } from '../../bench/kafka-losses/seeded.ts';
import { FAULT_NAMES } from './lives/fates.ts';
import { livePayments } from './lives/payment-life.ts';

/** The long form: `LIVES=100000 npm test -- test/flow/faulted-lives.test.ts`. */
const { LIVES = '10000', FIRST_LIFE = '1' } = process.env;
/** What the log of a life shows; without these, lives would show nothing. */
const SIGNS = [
  ...FAULT_NAMES,
  'unreachable: create',
  ...['captured', 'declined', 'in-review', 'duplicate', 'parked', 'waiting', 'held-by-another', 'unreachable'].map(
    (outcome) => `ends ${outcome}`,
  ),
];
const lives = Array.from({ length: Number(LIVES) }, (_, index) => Number(FIRST_LIFE) + index);

describe('payments of which any call may meet a fault', () => {
  it(`are captured at most once and decided in time, in ${LIVES} lives`, { timeout: 600_000 }, async () => {
    const unseen = new Set(SIGNS);
    for (const life of lives) {
      const lines = await live(life);
      for (const sign of unseen) if (lines.some((line) => line.includes(sign))) unseen.delete(sign);
    }

    if (lives.length > 100) expect([...unseen]).toEqual([]);
  });
});

async function live(life: number) {
  const lines: string[] = [];
  try {
    await livePayments(seeded(life), (line) => lines.push(line));
    return lines;
  } catch (error) {
    const again = `FIRST_LIFE=${life} LIVES=1 npm test -- test/flow/faulted-lives.test.ts`;
    throw new Error(`${lines.join('\n')}\n${String(error)}\nThis life again: ${again}`, { cause: error });
  }
}
