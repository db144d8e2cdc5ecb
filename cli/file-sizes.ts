import { readFileSync } from 'node:fs';
import { sourceFiles } from './source-files.ts';

const HIGHEST_MEDIAN = 40;
const LONGEST = 150;
const NOT_CODE = /^\s*($|\/\/|\/\*|\*)/;

/** Files are small: what a reader takes in at a glance. */
for (const folder of ['functions', 'lib', 'local', 'cli']) {
  const files = sourceFiles(folder)
    .map((file) => ({ file, lines: linesOfCode(file) }))
    .sort((a, b) => a.lines - b.lines);
  const median = files.at(Math.floor(files.length / 2))?.lines ?? 0;
  const longest = files.at(-1);
  console.log(`${folder}: ${files.length} files, median ${median} lines, longest ${longest?.lines} (${longest?.file})`);
  if (median > HIGHEST_MEDIAN || (longest?.lines ?? 0) > LONGEST) process.exitCode = 1;
}

function linesOfCode(file: string): number {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !NOT_CODE.test(line)).length;
}
