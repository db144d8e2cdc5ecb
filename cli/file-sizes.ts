import { readFileSync } from 'node:fs';
import { sourceFiles } from './source-files.ts';

const HIGHEST_MEDIAN = 40;
const LONGEST = 150;
const NOT_CODE = /^\s*($|\/\/|\/\*|\*)/;

/** Files are small: what a reader takes in at a glance. */
const folders = ['functions', 'lib', 'rules', 'local', 'cli'];
const all = folders.flatMap((folder) => show(folder, measure(sourceFiles(folder))));
show('all', all);
if (medianOf(all) > HIGHEST_MEDIAN || all.some(({ lines }) => lines > LONGEST)) process.exitCode = 1;

interface Measured {
  readonly file: string;
  readonly lines: number;
}

function measure(files: readonly string[]): Measured[] {
  return files.map((file) => ({ file, lines: linesOfCode(file) })).sort((a, b) => a.lines - b.lines);
}

function show(name: string, files: Measured[]): Measured[] {
  const longest = files.reduce((a, b) => (a.lines > b.lines ? a : b));
  const total = files.reduce((sum, { lines }) => sum + lines, 0);
  console.log(
    `${name}: ${files.length} files, ${total} lines, median ${medianOf(files)}, longest ${longest.lines} (${longest.file})`,
  );
  return files;
}

function medianOf(files: readonly Measured[]): number {
  const lines = files.map((measured) => measured.lines).sort((a, b) => a - b);
  return lines.at(Math.floor(lines.length / 2)) ?? 0;
}

function linesOfCode(file: string): number {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !NOT_CODE.test(line)).length;
}
