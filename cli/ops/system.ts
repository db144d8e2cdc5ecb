import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { emulatorStage, type Stage, stages } from '../../lib/stages.ts';
import { settingsOfRunning } from '../../local/claim.ts';
import { localLambda } from '../../local/settings.ts';
import { localOutputs, type Outputs, stageOutputs } from './outputs.ts';

/** The system that a command works on: the one on this machine, or a stage in AWS. */
export interface System {
  /** `local`, or the name of a stage in AWS. */
  readonly stage: string;
  readonly outputs: Outputs;
  readonly dynamo: DynamoDBClient;
  readonly lambda: LambdaClient;
  readonly gateway: { readonly url: string; readonly key: string };
  /** Seconds that an event may be under way before it counts as stuck. */
  readonly reconcileAfter: number;
}

export interface SystemOptions {
  readonly stage: string;
  readonly profile?: string;
  readonly region?: string;
}

export const LOCAL = 'local';

export const openSystem = ({ stage, ...options }: SystemOptions): Promise<System> =>
  stage === LOCAL ? localSystem() : awsSystem(stage, options);

async function localSystem(): Promise<System> {
  const settings = settingsOfRunning(process.env);
  const outputs = localOutputs(settings.dataDir);
  return {
    stage: LOCAL,
    outputs,
    dynamo: new DynamoDBClient(settings.dynamodb),
    lambda: new LambdaClient(localLambda(settings)),
    ...settingsOf(stages.dev, outputs),
  };
}

/** Region and credentials are found as every AWS tool finds them; AWS_ENDPOINT_URL names an AWS emulator. */
async function awsSystem(name: string, { profile, region }: Omit<SystemOptions, 'stage'>): Promise<System> {
  const stage = stageNamed(name);
  const client = { region: region ?? stage.region, ...(profile !== undefined && { profile }) };
  const outputs = await stageOutputs(new CloudFormationClient(client), name);
  return {
    stage: name,
    outputs,
    dynamo: new DynamoDBClient(client),
    lambda: new LambdaClient(client),
    ...settingsOf(stage, outputs),
  };
}

/** The record of a stage; on this machine runs what dev is. */
export const stageNamed = (name: string): Stage => (name === LOCAL ? stages.dev : deployedStage(name, [LOCAL]));

/** The record of a stage that is deployed: one of lib/stages.ts or, at an AWS emulator, any. */
export function deployedStage(name: string, alsoKnown: readonly string[] = []): Stage {
  const stage = Object.values(stages).find((candidate) => candidate.name === name);
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  if (stage) return stage;
  if (endpoint !== undefined) return emulatorStage({ name, endpoint });
  throw new Error(`There is no stage "${name}"; there are ${[...alsoKnown, ...Object.keys(stages)].join(', ')}.`);
}

/** What the stage's record tells. A real gateway's key is the operator's own, never read out of a deployed function. */
const settingsOf = ({ gateway, reconciliation }: Stage, { GatewayUrl, SimulatorKey }: Outputs) => ({
  gateway: {
    url: GatewayUrl,
    key: process.env['GATEWAY_KEY'] ?? (gateway.kind === 'simulator' ? (SimulatorKey ?? gateway.key) : ''),
  },
  reconcileAfter: reconciliation.after,
});
