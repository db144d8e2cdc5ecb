import { once } from 'node:events';
import { endpointEnvironment } from '../../../cli/aws/endpoint-environment.ts';
import { freePort } from '../../../local/ports-and-folders.ts';
import { httpCall } from '../orders-client.ts';
import { startCli } from '../run-cli.ts';
import { waitFor } from '../wait-for.ts';

interface ConsoleAt {
  readonly endpoint: string;
  readonly stage: string;
}

/** The console of a stage at an AWS emulator, as `chargeonce console --stage` serves it; `stop` answers its exit code. */
export async function deployedConsole({ endpoint, stage }: ConsoleAt) {
  const port = await freePort();
  const env = { ...endpointEnvironment(endpoint), CONSOLE_PORT: String(port) };
  const { child, ended } = startCli({ command: 'console', args: ['--stage', stage], env });
  const call = httpCall(`http://127.0.0.1:${port}`);
  const answers = async () => (await call('/api/meta').catch(() => undefined))?.status === 200;
  const isDecided = async () => child.exitCode !== null || (await answers());
  await waitFor(isDecided, { within: 60_000, what: 'the console' });
  if (child.exitCode !== null) throw new Error(`The console has ended: ${(await ended).stderr}`);
  return {
    call,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      return child.exitCode;
    },
  };
}
