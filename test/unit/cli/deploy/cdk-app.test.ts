import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';

const ROOT = resolve(import.meta.dirname, '../../../..');
const { app } = z.parse(z.object({ app: z.string() }), JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')));

// As a `cdk` that is installed for the whole machine runs it, below any Node that the project takes.
it('the app of cdk.json synthesises under the Node of the machine, without the project on PATH', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'chargeonce-app-'));
  const path = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.includes('node_modules'));
  const context = JSON.stringify({ stage: 'nowhere' });

  const run = spawnSync(app, {
    shell: true,
    cwd: ROOT,
    env: { PATH: path.join(':'), CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: context },
    encoding: 'utf8',
  });

  rmSync(outdir, { recursive: true });
  expect(run.stderr).toContain('There is no stage "nowhere"; there are dev, prod.');
});
