import { describe, expect, inject, it } from 'vitest';
import { endpointEnvironment } from '../../../cli/aws/endpoint-environment.ts';
import { whatIsThere } from '../../harness/emulator/what-is-there.ts';
import { familyOf, findInFamily, nothingIsLeft } from '../../harness/processes.ts';
import { startCli } from '../../harness/run-cli.ts';
import { waitFor } from '../../harness/wait-for.ts';

describe('a deployment that somebody interrupts', () => {
  it('leaves no process and no stack behind, and says what is so', async () => {
    const { endpoint } = inject('emulator');
    const { child, ended } = startCli({
      command: 'deploy',
      args: ['--stage', 'emulator-3', '--brokers', inject('kafkaBrokers'), '--yes'],
      env: endpointEnvironment(endpoint),
    });
    const runner = child.pid ?? 0;
    await waitFor(() => findInFamily(runner, 'cdk\0synth'), { within: 20_000, what: 'the synth' });
    const family = familyOf(runner);

    child.kill('SIGINT');

    expect(await ended).toMatchObject({ code: 2, stderr: 'Interrupted. Nothing was deployed.\n' });
    await nothingIsLeft(family, {});
    expect((await whatIsThere(endpoint, 'emulator-3')).stacks).toEqual([]);
  });
});
