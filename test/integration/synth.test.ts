import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

// The synth itself, of each, is part of `npm run check`.
it('npm run synth knows every stage, the one on an existing cluster and the emulated one', () => {
  const { status, stderr } = spawnSync(process.execPath, ['cli/synth.ts', '--stage', 'test'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toBe('There is no "test"; there are dev, prod, dev-on-existing-cluster, emulator.\n');
});
