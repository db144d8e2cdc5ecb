import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod/mini';
import { startGuardedProcess } from '../../../local/guarded-process.ts';
import { lastLines } from '../../../local/last-lines.ts';
import { endpointEnvironment } from './endpoint-environment.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const CDK = join(ROOT, 'node_modules/aws-cdk/bin/cdk');
const ACCOUNT = '000000000000/us-east-1';

interface Deployment {
  readonly endpoint: string;
  readonly stage: string;
  /** host:port */
  readonly brokers: string;
  /** Templates and logs. */
  readonly folder: string;
  /** The checkout to deploy. */
  readonly root?: string;
}

/** What an account needs once before the CDK can deploy into it. */
export const bootstrap = ({ endpoint, folder }: Pick<Deployment, 'endpoint' | 'folder'>) =>
  cdk({ endpoint, root: ROOT, logFile: join(folder, 'bootstrap.log') }, ['bootstrap', `aws://${ACCOUNT}`]);

/** Deploys the flow into a stage at the endpoint, as `cdk deploy` does anywhere; answers the stack's outputs. */
export async function deploy({
  endpoint,
  stage,
  brokers,
  folder,
  root = ROOT,
}: Deployment): Promise<Record<string, string>> {
  const outputs = join(folder, `${stage}-outputs.json`);
  await cdk({ endpoint, root, logFile: join(folder, `${stage}-deploy.log`) }, [
    ...['deploy', '--all', '--progress', 'events', '--require-approval', 'never', '--outputs-file', outputs],
    ...['--output', join(folder, `${stage}-cdk.out`)],
    ...Object.entries({ stage, endpoint, brokers }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  return z.parse(Outputs, JSON.parse(readFileSync(outputs, 'utf8')))[`chargeonce-${stage}-flow`] ?? {};
}

const Outputs = z.record(z.string(), z.record(z.string(), z.string()));

interface CdkRun {
  readonly endpoint: string;
  readonly root: string;
  readonly logFile: string;
}

async function cdk({ endpoint, root, logFile }: CdkRun, args: readonly string[]) {
  const environment = Object.entries(endpointEnvironment(endpoint)).map(([name, value]) => `${name}=${value}`);
  const run = await startGuardedProcess({
    command: 'env',
    args: [...environment, process.execPath, CDK, ...args],
    cwd: root,
    logFile,
  });
  const { code } = await run.exited;
  if (code !== 0) throw new Error(`cdk ${args[0]} failed. Its log, ${logFile}, ends with:\n${lastLines(logFile, 40)}`);
}
