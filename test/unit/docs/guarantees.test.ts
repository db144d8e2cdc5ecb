import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const POINTS = [...Array.from({ length: 24 }, (_, index) => String(index + 1)), '19a'];

const page = readFileSync('docs/guarantees.md', 'utf8');
const lines = page.split('\n');

const rows = lines
  .map((line) => line.split(' | '))
  .filter(([number = '']) => /^\| \d+a?$/.test(number))
  .map(([number = '', ...cells]) => ({ point: number.slice(2), tests: cells.at(-1) ?? '' }));

const namedIn = (text: string) =>
  [...text.matchAll(/`((?:unit|ports|flow|integration)\/[^`]+)`/g)].map(([, file]) => `test/${file}.test.ts`);

const testFiles = () =>
  readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `test/${file}`);

describe('the page of guarantees', () => {
  it('has a row for each crash point', () => {
    expect(rows.map(({ point }) => point)).toEqual(
      [...POINTS].sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10)),
    );
  });

  it.each(rows)('names only files that try crash point $point', ({ point, tests }) => {
    const files = namedIn(tests);
    expect(files).not.toEqual([]);
    for (const file of files) expect(readFileSync(file, 'utf8'), file).toMatch(new RegExp(`crash point ${point}\\b`));
  });

  it('names every file that tries a crash point', () => {
    const named = new Set(rows.flatMap(({ point, tests }) => namedIn(tests).map((file) => `${file}: ${point}`)));
    const tried = testFiles().flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/'crash point (\d+a?)[:,]/g)].map(([, point]) => `${file}: ${point}`),
    );

    expect(tried.filter((one) => !named.has(one))).toEqual([]);
  });

  it('names only tests that exist', () => {
    for (const file of namedIn(page)) expect(existsSync(file), file).toBe(true);
  });

  it('numbers the rules of the payment protocol, which the code refers to', () => {
    const from = lines.indexOf('## The payment protocol');
    const to = lines.findIndex((line, index) => index > from && line.startsWith('## '));
    const numbers = lines.slice(from, to).flatMap((line) => /^(\d+)\. /.exec(line)?.[1] ?? []);

    expect(numbers).toEqual(Array.from({ length: 18 }, (_, index) => String(index + 1)));
  });
});
