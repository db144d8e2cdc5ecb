import { describe, expect, it } from 'vitest';
import { seeded } from '../../bench/kafka-losses/seeded.ts';
import { FAULT_NAMES } from './lives/fates.ts';
import { liveOrders } from './lives/order-life.ts';

/** More of them: `npm run prove -- simulation`. */
const LIVES = 200;
/** What the log of a life shows; without these, lives would show nothing. */
const SIGNS = [
  ...FAULT_NAMES,
  ...['captured', 'declined', 'in-review', 'voided', 'refund-due', 'refunded', 'parked'].map((kind) => `ends ${kind}`),
  ...['voided', 'noted', 'refund-due', 'unchanged'].map((outcome) => `cancellation ends ${outcome}`),
];

describe('orders through every stage, of which any call may meet a fault', () => {
  it(`keep what was promised at every moment, and come to their end, in ${LIVES} lives`, async () => {
    const unseen = new Set(SIGNS);
    for (let life = 1; life <= LIVES; life++) {
      const lines: string[] = [];
      await liveOrders(seeded(life), (line) => lines.push(line));
      for (const sign of unseen) if (lines.some((line) => line.includes(sign))) unseen.delete(sign);
    }

    expect([...unseen]).toEqual([]);
  });

  it('are the same again for the same seed, deadlines included', async () => {
    const logOf = async (life: number) => {
      const lines: string[] = [];
      await liveOrders(seeded(life), (line) => lines.push(line));
      return lines;
    };

    expect(await logOf(8)).toEqual(await logOf(8));
  });
});
