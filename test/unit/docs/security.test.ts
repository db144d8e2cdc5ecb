import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = readFileSync('docs/security.md', 'utf8');
const table = page.slice(page.indexOf('## Threats'), page.indexOf('## Rules'));

const rows = table
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| threat '))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, threat = '', control = '', tests = '']) => ({ threat, control, tests }));

describe('the page of threats', () => {
  it.each([
    'charged twice',
    'forged',
    "another tenant's",
    'card data',
    "gateway's key",
    'function is taken over',
    'network',
    'brokers',
    'poison',
    'logs',
    'dependency',
    'deleted',
    'flood',
    'replayed',
  ])('has a row for what is about "%s"', (words) => {
    expect(rows.map(({ threat }) => threat).join('\n')).toContain(words);
  });

  it.each(rows)('names for "$threat" a control, and only tests that there are', ({ control, tests }) => {
    const files = [...tests.matchAll(/`([^`]+)`/g)].map(([, file]) => `test/${file}.test.ts`);

    expect(control).not.toBe('');
    expect(files).not.toEqual([]);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('and every other one types no secret into an argument, which the shell keeps and all users see', () => {
    const pages = ['README.md', ...globSync(['docs/**/*.md', 'cli/**/*.ts', 'lib/**/*.ts'])];
    const typed = pages.filter((file) => /--secret-(string|binary) (?!file:)/.test(readFileSync(file, 'utf8')));

    expect(typed).toEqual([]);
  });

  it('names only rules, pages and sources that there are', () => {
    const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => `docs/${link}`);
    const sources = [...page.matchAll(/`((?:rules|lib)\/[\w./-]+)`/g)].map(([, file]) => `${file}`);

    expect([...links, ...sources].filter((file) => !existsSync(file))).toEqual([]);
  });
});
