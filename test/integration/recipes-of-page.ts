import { type Page, readPage } from '../unit/docs/markdown.ts';

/** A section of the page: its patches in their order, and the tests that its commands name. */
export interface Recipe {
  readonly title: string;
  readonly patches: readonly string[];
  readonly namedTests: readonly string[];
  /** Tests that its patches add. */
  readonly newTests: readonly string[];
}

const fencesOf = ({ fences }: Page, language: string, { from, to }: { readonly from: number; readonly to: number }) =>
  fences.filter((fence) => fence.language === language && fence.line > from && fence.line < to);

/** The recipes of a page, each under a heading of the second level. */
export function readRecipes(file: string): Recipe[] {
  const page = readPage(file);
  const headings = page.prose
    .split('\n')
    .flatMap((text, index) => (text.startsWith('## ') ? [{ text, line: index + 1 }] : []));
  return headings.map(({ text, line }, index) => {
    const section = { from: line, to: headings[index + 1]?.line ?? Number.POSITIVE_INFINITY };
    const patches = fencesOf(page, 'diff', section).map(({ lines }) => `${lines.join('\n')}\n`);
    const commands = fencesOf(page, 'sh', section).flatMap(({ lines }) => lines);
    return {
      title: text.slice('## '.length),
      patches,
      namedTests: commands.flatMap((command) => command.match(/\btest\/(?:unit|ports)\/\S+/g) ?? []),
      newTests: [...patches.join('').matchAll(/^--- \/dev\/null\n\+\+\+ b\/(.+\.test\.ts)$/gm)].map(
        ([, added = '']) => added,
      ),
    };
  });
}
