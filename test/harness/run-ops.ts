import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { endpointEnvironment } from '../../cli/aws/endpoint-environment.ts';
import type { AppAddress } from './running-app.ts';

export interface OpsResult<Data> {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What `--json` printed. */
  readonly data: Data;
}

const OPS = resolve(import.meta.dirname, '../../cli/ops.ts');

/** Runs an operator's command against a running app, as a process of its own. */
export const runOps = <Data = unknown>(
  { ports, dataDir }: Pick<AppAddress, 'ports' | 'dataDir'>,
  ...args: string[]
): Promise<OpsResult<Data>> => run({ ...Object.fromEntries(portsAsText(ports)), DATA_DIR: dataDir }, args);

/** The same against a stage that is deployed to an endpoint that imitates AWS. */
export const runOpsAt = <Data = unknown>(
  { endpoint, stage }: { readonly endpoint: string; readonly stage: string },
  ...args: string[]
): Promise<OpsResult<Data>> => run(endpointEnvironment(endpoint), [...args, '--stage', stage]);

async function run<Data>(
  environment: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<OpsResult<Data>> {
  const env = { ...process.env, ...environment };
  const ops = spawn(process.execPath, [OPS, ...args, '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([text(ops.stdout), text(ops.stderr), once(ops, 'close')]);
  return { code: ops.exitCode, stdout, stderr, data: stdout === '' ? undefined : JSON.parse(stdout) };
}

const portsAsText = (ports: AppAddress['ports']) => Object.entries(ports).map(([name, port]) => [name, String(port)]);
