import { describe, expect, it } from 'vitest';
import { redrivesOf, redriveWords } from '../../../console/page/src/redrive-choice.ts';

const groups = [
  { consumer: 'payment-processor', error: 'InvalidEvent', count: 3 },
  { consumer: 'payment-processor', error: 'UnknownCurrency', count: 1 },
  { consumer: 'status-updater', error: 'OrderMissing', count: 2 },
];

describe('choosing dead letters to redrive', () => {
  it('names the error of each chosen group', () => {
    expect(redrivesOf(groups, new Set(['payment-processor InvalidEvent']), 50)).toEqual([
      { consumer: 'payment-processor', error: 'InvalidEvent', rate: 50 },
    ]);
  });

  it('redrives a consumer at once where all its groups were chosen', () => {
    const all = new Set(['payment-processor InvalidEvent', 'payment-processor UnknownCurrency']);

    expect(redrivesOf(groups, all, 50)).toEqual([{ consumer: 'payment-processor', rate: 50 }]);
  });

  it('redrives nothing where nothing was chosen, or what was chosen is gone', () => {
    expect(redrivesOf(groups, new Set(), 50)).toEqual([]);
    expect(redrivesOf(groups, new Set(['payment-processor Gone']), 50)).toEqual([]);
  });

  it('is the same as a command', () => {
    expect(redriveWords({ consumer: 'c', error: 'E', rate: 5 }).join(' ')).toBe(
      'redrive --consumer c --error E --rate 5',
    );
    expect(redriveWords({ consumer: 'c', rate: 5 }).join(' ')).toBe('redrive --consumer c --rate 5');
  });
});
