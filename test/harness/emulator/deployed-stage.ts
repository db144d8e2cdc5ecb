import { join, resolve } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { emulatorTenant } from '../../../cli/aws/caller.ts';
import { endpointClient, endpointEnvironment } from '../../../cli/aws/endpoint-environment.ts';
import { since } from '../../../cli/aws/resource-progress.ts';
import { type Send, sendSigned } from '../../../cli/aws/send.ts';
import { type Outputs, stageOutputs } from '../../../cli/ops/system.ts';
import type { OrderStatus } from '../../../functions/contracts/order-row.ts';
import { takeOverEventSources } from '../../../local/emulator/stage-event-sources.ts';
import { lastLines, startGuardedProcess } from '../../../local/guarded-process.ts';
import { jsonResponse, stageClient } from '../orders-client.ts';
import { runCli } from '../run-cli.ts';
import { readEventSources, startFlow } from './provide-emulator.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

interface Deployment {
  readonly endpoint: string;
  /** host:port */
  readonly brokers: string;
  /** Templates and logs. */
  readonly folder: string;
  readonly stage: string;
  /** The checkout that is deployed. */
  readonly root?: string;
}

export type DeployedStage = Awaited<ReturnType<typeof deployTestStage>>;

/** Deploys a stage from nothing and lets its events flow. */
export async function deployTestStage(options: Deployment) {
  const { stage, brokers } = options;
  const client = endpointClient(options.endpoint);
  const begun = performance.now();
  const outputs = await deploy(options);
  console.log(`Stage ${stage} was deployed in ${since(begun)}`);
  const flow = await startFlow(readEventSources(process.env), () =>
    takeOverEventSources({
      client,
      stack: `chargeonce-${stage}-flow`,
      brokers,
      folder: join(options.folder, stage),
    }),
  );
  const env = endpointEnvironment(options.endpoint);
  const credentials = (await emulatorTenant(client)) ?? client.credentials;
  const send = sendSigned(outputs.OrdersUrl, { region: client.region, credentials });
  const call = async <Body>(...request: Parameters<Send>) => jsonResponse<Body>(await send(...request));
  const orders = stageClient({ call, gateway: outputs.GatewayUrl });
  return {
    ...orders,
    outputs,
    post: (order: object, key: string) => orders.post(order, { 'idempotency-key': key }),
    waitForStatus: (orderId: string, status: OrderStatus) => orders.waitForStatus(orderId, status, 30_000),
    call,
    /** Deploys another checkout into the stage, as a pipeline does: while it runs. */
    deployAgain: (root: string) => deploy({ ...options, root }),
    /** Runs `npm run smoke` at the stage. */
    smoke: (...args: string[]) =>
      runCli({ command: 'smoke', args: ['--stage', stage, '--within', '20', ...args], env }),
    async destroy() {
      await flow.stop();
      return runCli({ command: 'destroy', args: ['--stage', stage, '--brokers', brokers, '--yes'], env });
    },
    stop: flow.stop,
  };
}

/** Deploys a stage at the endpoint by the command itself, bootstrap included; answers the flow's outputs. */
async function deploy({ endpoint, stage, brokers, folder, root = ROOT }: Deployment): Promise<Outputs> {
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
