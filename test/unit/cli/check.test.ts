import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../harness/run-cli.ts';

/** Runs the check with programs in place of the real ones that end with these codes. */
async function check(codes: Readonly<Record<string, number>>) {
  const PATH = mkdtempSync(join(tmpdir(), 'check-'));
  for (const [program, code] of Object.entries(codes))
    writeFileSync(join(PATH, program), `#!/bin/sh\nexit ${code}\n`, { mode: 0o755 });
  const { code, stdout } = await runCli({ command: 'check', args: [], env: { PATH } });
  rmSync(PATH, { recursive: true });
  return { code, verdict: stdout.trim().split('\n').at(-1) };
}

const content = { node: 0, knip: 0, biome: 0, oxlint: 0 };

describe('npm run check', () => {
  it('ends with 0 where every check passes', async () => {
    expect(await check(content)).toEqual({ code: 0, verdict: 'All checks passed' });
  });

  it('ends with 1, and names each, where checks fail', async () => {
    expect(await check({ ...content, knip: 1, biome: 2 })).toEqual({
      code: 1,
      verdict: 'Failed: lint and format, dead code',
    });
  });

  it('does not take a check for passed whose program is not there', async () => {
    const { oxlint: _, ...others } = content;

    expect(await check(others)).toEqual({ code: 1, verdict: 'Failed: lint with types' });
  });
});
