import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const POINTS = [...Array.from({ length: 24 }, (_, index) => String(index + 1)), '19a'];

const rows = readFileSync('docs/guarantees.md', 'utf8')
  .split('\n')
  .map((line) => line.split(' | '))
  .filter(([number = '']) => /^\| \d+a?$/.test(number))
  .map(([number = '', ...cells]) => ({ point: number.slice(2), tests: cells.at(-1) ?? '' }));

describe('the page of guarantees', () => {
  it('has a row for each crash point', () => {
    expect(new Set(rows.map(({ point }) => point))).toEqual(new Set(POINTS));
  });

  it.each(rows)('names only files that try crash point $point', ({ point, tests }) => {
    const files = [...tests.matchAll(/`([^`]+)`/g)].map(([, file]) => `test/${file}.test.ts`);
    expect(files).not.toEqual([]);
    for (const file of files) expect(readFileSync(file, 'utf8'), file).toMatch(new RegExp(`crash point ${point}\\b`));
  });
});
