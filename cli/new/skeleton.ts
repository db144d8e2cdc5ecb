import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Changes the content of a file. @throws where it finds no place for what it adds */
export type Edit = (content: string) => string;

/** What is to be written, by the names of the files. */
export interface Skeleton {
  readonly created: Readonly<Record<string, string>>;
  readonly edited: Readonly<Record<string, readonly Edit[]>>;
}

/** Puts a text before the one place that begins with `anchor`. */
export const insertBefore =
  (anchor: string, text: string): Edit =>
  (content) => {
    const [before, after, ...others] = content.split(anchor);
    if (before === undefined || after === undefined || others.length > 0)
      throw new Error(`it needs one place that begins with "${anchor.trim()}"`);
    return `${before}${text}${anchor}${after}`;
  };

/** Puts a text after the last place that matches. */
export const insertAfterLast =
  (pattern: RegExp, text: string): Edit =>
  (content) => {
    const last = [...content.matchAll(pattern)].at(-1);
    if (last === undefined) throw new Error(`it needs a place that matches ${pattern}`);
    const end = last.index + last[0].length;
    return content.slice(0, end) + text + content.slice(end);
  };

/** Adds a line to the imports; the formatter puts it in its place. */
export const addImport = (line: string): Edit => insertAfterLast(/^import .*;\n/gm, `${line}\n`);

/** What each file of a skeleton holds then. @throws where one can't be written, before any is */
export function contentsOf({ created, edited }: Skeleton): ReadonlyMap<string, string> {
  for (const [file, content] of Object.entries(created)) assertNew(file, content);
  const changed = Object.entries(edited).map(([file, edits]) => [file, editedContent(file, edits)] as const);
  return new Map([...Object.entries(created), ...changed]);
}

/** Writes all of it, formatted, and renews what the documents say of costs and of events. Answers the names of the files. */
export function writeSkeleton(skeleton: Skeleton): readonly string[] {
  const contents = contentsOf(skeleton);
  for (const [file, content] of contents) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const files = [...contents.keys()];
  const sources = files.filter((file) => file.endsWith('.ts'));
  // Without it Ctrl-C would end this process in the middle, and say nothing.
  process.once('SIGINT', () => undefined);
  finish(files, [
    ['node_modules/@biomejs/biome/bin/biome', 'check', '--write', ...sources],
    ['cli/cost.ts', '--write'],
    ['cli/asyncapi.ts', '--write'],
  ]);
  return files;
}

function editedContent(file: string, edits: readonly Edit[]): string {
  try {
    return edits.reduce((content, edit) => edit(content), readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(
      `${file} can't be edited: ${error instanceof Error ? error.message : String(error)}. Nothing is written.`,
    );
  }
}

const SOURCES = '{functions,operations,lib,lambda-local,local,console,cli,bin,rules,bench,proof,compare}/**/*.{ts,mjs}';
const EXPORTED = /^export (?:const|function|class|interface|type) (\w+)/gm;
const exportsOf = (content: string) => Array.from(content.matchAll(EXPORTED), ([, name = '']) => name);

/** In the sources the base name of a file exists once, and so does an exported name (test/unit/layout). */
function assertNew(file: string, content: string) {
  if (existsSync(file)) throw new Error(`${file} is there already.`);
  if (file.startsWith('test/') || isHandler(file)) return;
  const names = exportsOf(content);
  for (const other of globSync(SOURCES)) {
    if (stemOf(other) === stemOf(file)) throw new Error(`${other} has that name already: choose another one.`);
    const taken = isHandler(other) ? [] : exportsOf(readFileSync(other, 'utf8')).filter((name) => names.includes(name));
    if (taken.length > 0) throw new Error(`${other} exports ${taken.join(', ')} already: choose another name.`);
  }
}

const isHandler = (file: string) => basename(file) === 'handler.ts';
const stemOf = (file: string) => basename(file).replace(/\.(ts|mjs)$/, '');

/** @throws with what the program printed that failed, and with what is left to be done */
function finish(files: readonly string[], steps: readonly (readonly string[])[]) {
  for (const [done, step] of steps.entries()) {
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, step, { encoding: 'utf8' });
    if (status === 0) continue;
    throw new Error(
      [
        `The files are written, but "node ${step.slice(0, 3).join(' ')}" ${signal === null ? 'failed' : 'was interrupted'}:`,
        ...[stdout, stderr].filter((text) => text !== ''),
        ...files.map((file) => `  ${file}`),
        'What is left to be done:',
        ...steps.slice(done).map((left) => `  node ${left.join(' ')}`),
      ].join('\n'),
    );
  }
}
