import { describe, expect, it } from 'vitest';
import units from '../../../../cli/cost/measured-units.json' with { type: 'json' };
import prices from '../../../../cli/cost/prices.json' with { type: 'json' };

describe('the data behind the costs', () => {
  it.each(Object.entries(prices.prices))('has a price, a unit and a source for %s', (_, price) => {
    expect(price.usd).toBeGreaterThan(0);
    expect([1, 1_000_000]).toContain(price.per);
    expect(price.unit).not.toBe('');
    expect(price.source).toContain('pricing');
  });

  it.each(Object.entries(units.units))('says how %s is known', (_, unit) => {
    expect(unit.unit).not.toBe('');
    expect(Object.keys(units.sources)).toContain(unit.source);
  });
});
