import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The pages for users, operators and contributors; decisions and reports are dated and not kept up. */
export const PAGES = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', ...globSync('docs/*.md').sort()];

export interface Fence {
  readonly line: number;
  readonly language: string;
  readonly lines: readonly string[];
}

export interface Page {
  readonly file: string;
  readonly prose: string;
  readonly fences: readonly Fence[];
}

const FENCE = /^( *)```(.*)\n([\s\S]*?)^\1```$/gm;

/** Splits a page into its fenced code blocks and the text around them, which keeps its lines. */
export function readPage(file: string): Page {
  const text = readFileSync(file, 'utf8');
  const fences = [...text.matchAll(FENCE)].map(({ index, 1: indent = '', 2: language = '', 3: code = '' }) => ({
    line: text.slice(0, index).split('\n').length,
    language,
    lines: code
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(indent.length)),
  }));
  return { file, fences, prose: text.replace(FENCE, (block) => block.replace(/[^\n]/g, '')) };
}

/** What stands between single backticks, also across the line ends of a paragraph or a quotation. */
export const codeSpans = ({ prose }: Page) =>
  [...prose.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span.replace(/\s*\n(> )?\s*/g, ' '));

/** The anchors of a page as GitHub makes them from its headings: a repeated one is numbered. */
export function anchorsOf({ prose }: Page): ReadonlySet<string> {
  const headings = [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return new Set(
    headings.map((anchor, index) => {
      const earlier = headings.slice(0, index).filter((one) => one === anchor).length;
      return earlier === 0 ? anchor : `${anchor}-${earlier}`;
    }),
  );
}

/** A page's links to files and headings of this project. */
export const linksOf = ({ file, prose }: Page) =>
  [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => {
      const [path = '', anchor] = link.split('#');
      return { link, target: path === '' ? file : join(file, '..', path), anchor };
    });
