import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import units from '../../../../cli/cost/measured-units.json' with { type: 'json' };
import { METRICS } from '../../../../cli/cost/metrics.ts';
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

  it('lists every metric that the functions write, and no other', () => {
    const listed = new Set(Object.values(METRICS).flat());

    expect([...metricsInTheSources()].sort()).toEqual([...listed].sort());
  });
});

/** Names in calls of addMetric, and those that are chosen from a table. */
function metricsInTheSources(): Set<string> {
  const sources = globSync('functions/**/*.ts').map((file) => readFileSync(file, 'utf8'));
  const counting = sources.filter((source) => source.includes('addMetric('));
  const calls = counting.flatMap((source) => [...source.matchAll(/addMetric\(([^)]*?),\s*'(?:Count|Seconds)'/g)]);
  const inCalls = calls.flatMap(([, name = '']) => [...name.matchAll(/'([A-Z]\w+)'/g)]);
  const tables = counting.flatMap((source) => [...source.matchAll(/^const METRICS[^{]*\{([^}]*)\}/gm)]);
  const inTables = tables.flatMap(([, table = '']) => [...table.matchAll(/'([A-Z]\w+)'/g)]);
  return new Set([...inCalls, ...inTables].map(([, name = '']) => name));
}
