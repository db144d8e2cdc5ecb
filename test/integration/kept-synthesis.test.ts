import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { synthesiseIfChanged } from '../../local/kept-synthesis.ts';

const folder = mkdtempSync(join(tmpdir(), 'chargeonce-synthesis-'));
afterAll(() => rmSync(folder, { recursive: true }));
const logFile = join(folder, 'synth.log');

/** Only a synthesis writes a log. */
async function synthesised() {
  rmSync(logFile, { force: true });
  const templates = await synthesiseIfChanged({ folder, logFile });
  return { templates, isAnew: existsSync(logFile) };
}

it('keeps the templates of the last start until something changes', { timeout: 120_000 }, async () => {
  const first = await synthesised();
  const second = await synthesised();
  writeFileSync(join(folder, 'made-of.txt'), 'node v0\n');
  const third = await synthesised();

  expect([first, second, third].map(({ isAnew }) => isAnew)).toEqual([true, false, true]);
  expect(second.templates).toEqual(first.templates);
  expect(third.templates).toEqual(first.templates);
});
