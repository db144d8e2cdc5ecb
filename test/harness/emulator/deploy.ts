import { join, resolve } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { endpointClient, endpointEnvironment } from '../../../cli/aws/endpoint-environment.ts';
import { type Outputs, stageOutputs } from '../../../cli/ops/system.ts';
import { lastLines, startGuardedProcess } from '../../../local/guarded-process.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

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

/** Deploys a stage at the endpoint by the command itself, bootstrap included; answers the flow's outputs. */
export async function deploy({ endpoint, stage, brokers, folder, root = ROOT }: Deployment): Promise<Outputs> {
  const logFile = join(folder, `${stage}-deploy.log`);
  const environment = Object.entries(endpointEnvironment(endpoint)).map(([name, value]) => `${name}=${value}`);
  const assembly = join(folder, `${stage}-cdk.out`);
  const options = ['--stage', stage, '--brokers', brokers, '--assembly', assembly, '--yes'];
  const run = await startGuardedProcess({
    command: 'env',
    args: [...environment, process.execPath, join(root, 'cli/deploy.ts'), ...options],
    cwd: root,
    logFile,
  });
  const { code } = await run.exited;
  if (code !== 0) throw new Error(`The deployment failed. Its log, ${logFile}, ends with:\n${lastLines(logFile, 40)}`);
  return stageOutputs(new CloudFormationClient(endpointClient(endpoint)), stage);
}
