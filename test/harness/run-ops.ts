import { endpointEnvironment } from '../../cli/aws/endpoint-environment.ts';
import { type CliResult, runCli } from './run-cli.ts';
import type { AppAddress } from './running-app.ts';

export interface OpsResult<Data> extends CliResult {
  /** What `--json` printed. */
  readonly data: Data;
}

/** Runs an operator's command against a running app, as a process of its own. */
export const runOps = <Data = unknown>(app: RunningApp, ...args: string[]): Promise<OpsResult<Data>> =>
  run(environmentOf(app), args);

/** The same against a stage that is deployed to an endpoint that imitates AWS. */
export const runOpsAt = <Data = unknown>(
  { endpoint, stage }: { readonly endpoint: string; readonly stage: string },
  ...args: string[]
): Promise<OpsResult<Data>> => run(endpointEnvironment(endpoint), [...args, '--stage', stage]);

async function run<Data>(env: Readonly<Record<string, string>>, args: readonly string[]): Promise<OpsResult<Data>> {
  const result = await runCli({ command: 'ops', args: [...args, '--json'], env });
  return { ...result, data: result.stdout === '' ? undefined : JSON.parse(result.stdout) };
}

type RunningApp = Pick<AppAddress, 'ports' | 'dataDir'>;

/** By which a command finds a running app. */
export const environmentOf = ({ ports, dataDir }: RunningApp): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
  DATA_DIR: dataDir,
});
