import { describe, expect, inject, it } from 'vitest';
import { runCli } from '../../harness/run-cli.ts';
import { environmentOf } from '../../harness/run-ops.ts';

describe('npm run smoke beside npm start', () => {
  it('finds one order paid, with its record, its repetition and its one charge', async () => {
    const { code, stdout } = await runCli({ command: 'smoke', args: [], env: environmentOf(inject('app')) });

    expect(stdout).toContain('Stage local works.');
    expect(code).toBe(0);
  });
});
