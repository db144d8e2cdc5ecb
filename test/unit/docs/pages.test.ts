import { existsSync, globSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, codeSpans, linksOf, PAGES, readPage } from './markdown.ts';

const FOLDERS = 'functions operations lib lambda-local local cli rules test bench proof bin docs .github .ci'.split(
  ' ',
);
const sources = globSync(
  FOLDERS.map((folder) => `${folder}/**/*`),
  { exclude: ['**/node_modules', '**/__pycache__'] },
);
const names = new Set([...globSync('*'), ...sources].map((file) => basename(file)));

/** Files that users or a command make. */
const MADE = ['chargeonce.json', 'kept.json'];
const isMissing = (code: string) => {
  const [span = ''] = code.split(' ');
  if (FOLDERS.some((folder) => span.startsWith(`${folder}/`))) return globSync(span.replace(/\/$/, '')).length === 0;
  return /^[\w-][\w.-]*\.(ts|mjs|js|json|md|yml|sh|xml)$/.test(span) && !names.has(span) && !MADE.includes(span);
};

/** A line of a block of shell commands begins with one of these; an indented one continues the line above. */
const PROGRAM = /^(npm|npx|curl|git|aws|read|printf|export|echo) /;

describe.each(PAGES.map(readPage))('$file', (page) => {
  const { fences } = page;

  it('links only to files and headings that there are', () => {
    const broken = linksOf(page).filter(({ target, anchor }) => {
      if (!existsSync(target)) return true;
      return anchor !== undefined && !(target.endsWith('.md') && anchorsOf(readPage(target)).has(anchor));
    });

    expect(broken.map(({ link }) => link)).toEqual([]);
  });

  it('names only files and folders of the project that there are', () => {
    expect(codeSpans(page).filter(isMissing)).toEqual([]);
  });

  it('has no entry that can be read only with the one above', () => {
    expect(page.prose).not.toMatch(/\bAs there\b/i);
  });

  it.each(fences)('says at line $line in which language its code block is', ({ language }) => {
    expect(language).toMatch(/^(sh|console|text|ts|json|yaml|diff)$/);
  });

  it.each(fences.filter(({ language }) => language === 'sh'))(
    'has commands alone in the block at line $line, to be pasted into a shell',
    ({ lines }) => {
      expect(lines.filter((line) => /^\S/.test(line) && !PROGRAM.test(line))).toEqual([]);
    },
  );

  it.each(fences.filter(({ language }) => language === 'console' || language === 'text'))(
    'marks commands between output with "$" in the block at line $line: it is console then, else text',
    ({ language, lines }) => {
      expect(lines.some((line) => line.startsWith('$ '))).toBe(language === 'console');
    },
  );
});
