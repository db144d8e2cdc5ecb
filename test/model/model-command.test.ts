import { describe, expect, it } from 'vitest';
import { runCli } from '../harness/run-cli.ts';

const runModel = (...args: string[]) => runCli({ command: 'model', args, env: {} });

describe('npm run model', () => {
  it('prints what it finds and ends well where that is what must be found', async () => {
    const { code, stdout } = await runModel('row first, one call each', 'park without dueAt');

    expect(stdout).toContain('base | row first, one call each | faults 0 | holds | 24 states, 43 transitions');
    expect(stdout).toContain('    consumer: parks: dueAt, lease given back, ack');
    expect(code).toBe(0);
  });

  it('ends with 1 where something else is found', async () => {
    const { code, stdout } = await runModel('row first, one call each', '--faults', '1');

    expect(stdout).toContain('stuck: no fault-free path to the end — EXPECTED: holds');
    expect(code).toBe(1);
  });

  it('ends with 2 for a name that nothing has', async () => {
    const { code, stderr } = await runModel('no such case');

    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'There is no case or group "no such case"; --list names them.\n',
    });
  });
});
