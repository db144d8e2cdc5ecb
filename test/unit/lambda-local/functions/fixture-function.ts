import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FunctionSpec } from '../../../../lambda-local/functions/execution-environment.ts';
import { localFunction } from '../../../../lambda-local/functions/local-function.ts';

/** Runs a function with this code, until the test has finished. */
export function fixtureFunction(source: string, { limit = 1, most = 0, timeoutSeconds = 1 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'fixture-function-'));
  const spec: FunctionSpec = {
    name: 'the-function',
    file: join(folder, 'index.mjs'),
    environment: { GREETING: 'hello' },
    timeoutSeconds,
    logFile: join(folder, 'log'),
  };
  const write = (code: string) => writeFileSync(spec.file, code);
  write(source);
  const fn = localFunction(spec, { busy: limit, most: Math.max(limit, most) });
  onTestFinished(async () => {
    await fn.stop();
    rmSync(folder, { recursive: true });
  });
  return { ...fn, write, logFile: spec.logFile };
}
