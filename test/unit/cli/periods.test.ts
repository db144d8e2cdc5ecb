import { describe, expect, it } from 'vitest';
import { assertPeriod } from '../../../cli/ops/backfill-command.ts';

describe('the period of a backfill', () => {
  it.each([
    { all: true },
    { all: false, from: '2026-01-01T00:00:00.000Z' },
    { all: false, from: '2026-01-01T00:00:00.000Z', until: '2026-01-02T00:00:00.000Z' },
  ])('may be %o', (period) => {
    expect(() => assertPeriod(period)).not.toThrow();
  });

  it.each([
    [{ all: false }, 'Name the period'],
    [{ all: true, from: '2026-01-01T00:00:00.000Z' }, 'Name the period'],
    [
      { all: false, from: '2026-01-02T00:00:00.000Z', until: '2026-01-01T00:00:00.000Z' },
      '--until must be later than --from',
    ],
    [{ all: false, from: '2099-01-01T00:00:00.000Z' }, 'is in the future'],
  ])('is refused where it names none, or an empty one: %o', (period, message) => {
    expect(() => assertPeriod(period)).toThrow(message);
  });
});
