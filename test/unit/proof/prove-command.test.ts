import { once } from 'node:events';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LayerResult } from '../../../proof/layer.ts';
import { runCli, startCli } from '../../harness/run-cli.ts';

const prove = (...args: readonly string[]) => runCli({ command: 'prove', args, env: {} });

describe('npm run prove', () => {
  it('lives the lives, catches the planted bugs, and ends well', async () => {
    const args = ['simulation', 'ack-if-claimed', 'result event before settle', '--lives', '50', '--json'];
    const { code, stdout, stderr } = await prove(...args);

    const results: LayerResult[] = JSON.parse(stdout);
    expect(results).toMatchObject([
      { layer: 'simulation', cases: 50, unit: 'lives', violations: [] },
      { layer: 'planted', cases: 2, unit: 'bugs', violations: [], planted: { planted: 2, caught: 2 } },
    ]);
    expect(results[0]?.faultsInjected).toBeGreaterThan(100);
    expect(stderr).toContain('planted: caught ack-if-claimed');
    expect(code).toBe(0);
  });

  it('prints a row for each layer', async () => {
    const { code, stdout } = await prove('simulation', '--first', '7', '--lives', '1');

    expect(stdout).toMatch(
      /^Layer +Cases +Faults injected +Violations +Planted bugs caught +Seconds\nsimulation +1 lives/m,
    );
    expect(code).toBe(0);
  });

  it('ends with 1 where a life breaks a law, and says how to live it again', async () => {
    const NODE_OPTIONS = `--import ${resolve('proof/planted/plant-on-load.ts')}`;
    const env = { NODE_OPTIONS, PLANTED_BUG: 'result event before settle' };
    const { code, stdout } = await runCli({ command: 'prove', args: ['simulation', '--lives', '20'], env });

    expect(stdout).toContain('VIOLATED (simulation): life 2: Error: the event ');
    expect(stdout).toContain('The same again: npm run prove -- simulation --first 2 --lives 1\n');
    expect(code).toBe(1);
  });

  it('tells all that happens in a life that is lived alone', async () => {
    const NODE_OPTIONS = `--import ${resolve('proof/planted/plant-on-load.ts')}`;
    const env = { NODE_OPTIONS, PLANTED_BUG: 'result event before settle' };
    const args = ['simulation', '--first', '2', '--lives', '1'];

    const { stdout } = await runCli({ command: 'prove', args, env });

    expect(stdout).toMatch(/^VIOLATED \(simulation\): \d+ insert is made\n\d+ insert takes effect\n/m);
  });

  it('lists the planted bugs, and what catches each', async () => {
    expect((await prove('--list')).stdout).toMatch(/^ack-if-claimed +simulation +An attempt that died/m);
  });

  it('ends all that it has started on Ctrl-C', async () => {
    const { child, ended } = startCli({ command: 'prove', args: ['planted'], env: {} });
    if (child.stderr === null) throw new Error('it has no output');
    await once(child.stderr, 'data');

    child.kill('SIGINT');

    expect(await ended).toMatchObject({ code: 130, stderr: expect.stringMatching(/interrupted\n$/) });
  });

  it('ends with 2 for a name that nothing has', async () => {
    const { code, stderr } = await prove('nothing');

    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'There is no layer and no planted bug "nothing". Layers: model, simulation, planted, nemesis; bugs: --list\n',
    });
  });
});
