import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { HISTORY_FILES } from './history.ts';
import type { RunHistory } from './run-history.ts';

const LINES_A_WRITE = 1_000;

/** Writes a history into a folder, which is made where it is missing. What the history lacks gets no file. */
export function writeHistory(folder: string, { run, logs, ...parts }: RunHistory) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'run.json'), `${JSON.stringify(run, null, 2)}\n`);
  const lines = new Map<string, readonly unknown[]>(Object.entries(parts));
  for (const [name, { file }] of Object.entries(HISTORY_FILES)) {
    const own = lines.get(name);
    if (own !== undefined) writeLines(join(folder, file), own);
  }
  if (logs === undefined) return;
  mkdirSync(join(folder, 'logs'), { recursive: true });
  for (const { name, text } of logs) writeFileSync(join(folder, 'logs', name), text);
}

/** In pieces: one string of all lines of a long run would be too large. */
function writeLines(file: string, lines: readonly unknown[]) {
  const handle = openSync(file, 'w');
  for (let first = 0; first < lines.length; first += LINES_A_WRITE)
    writeSync(
      handle,
      lines
        .slice(first, first + LINES_A_WRITE)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
  closeSync(handle);
}
