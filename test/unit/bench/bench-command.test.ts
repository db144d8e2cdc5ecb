import { describe, expect, it } from 'vitest';
import { runCli } from '../../harness/run-cli.ts';

const bench = (...args: readonly string[]) => runCli({ command: 'bench', args, env: {} });

describe('npm run bench', () => {
  it('lists the figures and the longer measurements in its help', async () => {
    const { code, stdout } = await bench('--help');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^Figures: write-units, .*cold-start$/m);
    expect(stdout).toMatch(
      /^Longer measurements,.*: gateway-outage, idle-publisher, kafka-losses, scale, stuck-payment$/m,
    );
  });

  it.each([
    [['nothing'], 'It must be one of write-units, '],
    [['growth', '--rounds', '2'], 'It must be 3 at least.'],
  ])('refuses %j with code 2', async (args, message) => {
    expect(await bench(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  it('gives a longer measurement its own options', async () => {
    expect(await bench('kafka-losses', '--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--runs') });
  });
});
