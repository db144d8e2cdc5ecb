import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FIGURES } from '../../../bench/harness/all-figures.ts';
import { benchPage } from '../../../bench/harness/bench-page.ts';
import { measuredNow, quantity, ratioText, readReport, rowsOf } from '../../../bench/harness/bench-report.ts';
import type { Figure } from '../../../bench/harness/figure.ts';
import { BENCH_MARK, performanceTable, performanceText } from '../../../bench/harness/performance-document.ts';

const comparison = { case: '8 at once', metric: 'wall', per: 'order', ours: 'ours', peer: '<peer>' };
const aFigure: Figure = {
  name: 'a-figure',
  about: 'Less & less.',
  comparisons: [
    { ...comparison, control: 'again', atMost: 0.5 },
    { ...comparison, atMost: 0.2 },
    { ...comparison, metric: 'cpu', atMost: 0.5 },
  ],
  measure: async () => ({}),
};
const walls = (...values: readonly number[]) => values.map((wall) => ({ wall }));
const samples = {
  '8 at once': { ours: walls(1, 2, 3), '<peer>': walls(4, 8, 6), again: walls(1, 2.2, 3) },
};
const report = { figures: { 'a-figure': measuredNow(samples, 7) } };

describe('what a measurement says of its goals', () => {
  it('says which are met, by how much one is missed, and what was not measured', () => {
    expect(rowsOf(aFigure, report).map(({ verdict }) => verdict)).toEqual(['met', 'missed by 25 %', 'not measured']);
  });

  it('gives a table with medians, quartiles and noise', () => {
    expect(performanceTable([aFigure], report).split('\n').slice(2)).toEqual([
      '| `a-figure` | 8 at once, wall per order | ours: 2 ms | <peer>: 6 ms | 0.25 (0.25–0.38) | 1.00 | ≤ 0.5 | met |',
      '| `a-figure` | 8 at once, wall per order | ours: 2 ms | <peer>: 6 ms | 0.25 (0.25–0.38) |  | ≤ 0.2 | missed by 25 % |',
      '| `a-figure` | 8 at once, cpu per order | ours | <peer> |  |  | ≤ 0.5 | not measured |',
    ]);
  });
});

describe('a ratio in a table', () => {
  it.each([
    [2.125, '2.13'],
    [0.5, '0.50'],
    [0.00412, '0.0041'],
    [0, '0'],
  ])('shows %d as %s', (ratio, text) => {
    expect(ratioText(ratio)).toBe(text);
  });
});

describe('a value in a table', () => {
  it.each([
    ['p99', '12 ms'],
    ['gap', '12 ms'],
    ['copies', '12'],
  ])('shows %s as %s', (metric, text) => {
    expect(quantity({ ...comparison, metric, atMost: 1 }, 12)).toBe(text);
  });
});

describe('the page of a measurement', () => {
  const page = benchPage([aFigure], report);

  it('plots every round of each comparison that was measured', () => {
    expect(page.match(/<svg/g)).toHaveLength(2);
    expect(page.match(/<circle/g)).toHaveLength(6);
  });

  it('needs no network and has both themes', () => {
    expect(page).not.toMatch(/https?:|<script|<link|@import|url\(/);
    expect(page).toContain('prefers-color-scheme: dark');
  });

  it('says on what it was measured, and when', () => {
    expect(page).toMatch(/Measured on \d+ cores \(.+\), Node \d+\.\d+\.\d+, \d{4}-\d\d-\d\d, 3 rounds, seed 7\./);
  });

  it('shows names as they are, whatever they contain', () => {
    expect(page).toContain('Less &#38; less.');
    expect(page).toContain('&#60;peer&#62;: 6 ms');
  });
});

describe('what docs/performance.md says', () => {
  it('is what was measured last (else: npm run bench -- --write)', () => {
    const [, written] = readFileSync('docs/performance.md', 'utf8').split(BENCH_MARK);

    expect(written?.trim()).toBe(performanceText(FIGURES, readReport('docs/reports/bench.json')));
  });

  it('has figures that are named after their files', () => {
    const names = FIGURES.map(({ name }) => name);

    expect(names.map((name) => readFileSync(`bench/${name}.ts`, 'utf8').includes(`name: '${name}'`))).not.toContain(
      false,
    );
  });

  it('compares variants of one case by one metric once', () => {
    for (const { comparisons } of FIGURES) {
      const keys = comparisons.map(({ case: name, metric, ours, peer }) => `${name} ${metric} ${ours} ${peer}`);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});
