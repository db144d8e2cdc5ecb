import { readFileSync } from 'node:fs';
import { sourceFiles } from './source-files.ts';

const LONGEST = 150;
const NOT_CODE = /^\s*($|\/\/|\/\*|\*)/;

/** A file can be read alone; a limit on the median would only reward cutting. */
const folders = ['functions', 'operations', 'lib', 'rules', 'lambda-local', 'local', 'console', 'cli'];
const all = folders.flatMap((folder) => show(folder, measure(sourceFiles(folder))));
show('all', all);
const tooLong = all.filter(({ lines }) => lines > LONGEST);
for (const { file, lines } of tooLong) console.error(`${file} has ${lines} lines of code: more than ${LONGEST}.`);
process.exitCode = tooLong.length === 0 ? 0 : 1;

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
