import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../../harness/run-cli.ts';

describe('npm run interop -- openapi', { timeout: 120_000 }, () => {
  it('ends with 2, and says what to do, where no system runs that it could use', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chargeonce-interop-'));

    const env = { CHARGEONCE_DATA_DIR: folder };
    const { code, stderr } = await runCli({ command: 'interop', args: ['openapi', '--running'], env });
    rmSync(folder, { recursive: true });

    expect(stderr).toContain(`No system runs in ${folder}. Start one with: npm start`);
    expect(code).toBe(2);
  });
});
