import { readFileSync } from 'node:fs';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod/mini';
import { CONSUMERS, type ConsumerId, EVENTS, type EventName } from '../../functions/contracts/events.ts';
import { quietDynamo } from '../../functions/platform/dynamo.ts';
import { capitalized, topicOutput } from '../../lib/brokers/kafka.ts';
import { emulatorStage, type Stage, stageNamed, stages } from '../../lib/stages.ts';
import { settingsOfRunning } from '../../local/data-folder.ts';
import { localLambda, outputsFile, type Settings } from '../../local/settings.ts';
import { describeStack } from '../aws/deployed-stacks.ts';

/** The system that a command works on: the one on this machine, or a stage in AWS. */
export interface System {
  /** `local`, or the name of a stage in AWS. */
  readonly stage: string;
  readonly outputs: Outputs;
  readonly dynamo: DynamoDB;
  readonly lambda: LambdaClient;
  readonly gateway: { readonly api: 'stripe' | 'airwallex'; readonly url: string; readonly key: string };
  /** Seconds that an event may be under way before it counts as stuck. */
  readonly reconcileAfter: number;
}

export interface SystemOptions {
  readonly stage: string;
  readonly profile?: string;
  readonly region?: string;
}

export const LOCAL = 'local';

export async function openSystem({ stage, ...options }: SystemOptions): Promise<System> {
  return stage === LOCAL ? localSystem(settingsOfRunning(process.env)) : awsSystem(stage, options);
}

/** The system that runs with these settings. */
export function localSystem(settings: Settings): System {
  const outputs = localOutputs(settings.dataDir);
  return {
    stage: LOCAL,
    outputs,
    dynamo: quietDynamo(settings.dynamodb),
    lambda: new LambdaClient(localLambda(settings)),
    ...settingsOf(stages.dev, outputs),
  };
}

/** Region and credentials are found as every AWS tool finds them; AWS_ENDPOINT_URL names an AWS emulator. */
async function awsSystem(name: string, { profile, region }: Omit<SystemOptions, 'stage'>): Promise<System> {
  const stage = systemStage(name);
  const client = { region: region ?? stage.region, ...(profile !== undefined && { profile }) };
  const outputs = await stageOutputs(new CloudFormationClient(client), name);
  return {
    stage: name,
    outputs,
    dynamo: quietDynamo(client),
    lambda: new LambdaClient(client),
    ...settingsOf(stage, outputs),
  };
}

/** What the stage's record says. A real gateway's key is the operator's own, never read out of a deployed function. */
const settingsOf = (
  { gateway, reconciliation }: Stage,
  { GatewayUrl, SimulatorKey }: Outputs,
): Pick<System, 'gateway' | 'reconcileAfter'> => ({
  gateway: {
    api: gateway.kind === 'simulator' ? 'stripe' : gateway.kind,
    url: GatewayUrl,
    key: process.env['GATEWAY_KEY'] ?? (gateway.kind === 'simulator' ? (SimulatorKey ?? gateway.key) : ''),
  },
  reconcileAfter: reconciliation.after,
});

/** The record of a stage; on this machine runs what dev is. */
export const systemStage = (name: string): Stage => deployedStage(name, { [LOCAL]: stages.dev, ...stages });

/** The record of a stage that is deployed: one of lib/stages.ts or, at an AWS emulator, any. */
export function deployedStage(name: string, among: Readonly<Record<string, Stage>> = stages): Stage {
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  if (endpoint !== undefined && !Object.hasOwn(among, name)) return emulatorStage({ name, endpoint });
  return stageNamed(name, among);
}

type TextOutputs<Name extends string> = Readonly<Record<Name, ReturnType<typeof z.string>>>;

/** The topic of each event. */
export const topicOutputs = Object.fromEntries(
  (Object.keys(EVENTS) as EventName[]).map((event) => [topicOutput(event), z.string()]),
) as TextOutputs<ReturnType<typeof topicOutput<EventName>>>;

/** The output that names the function of a consumer. */
export const functionOutput = <Id extends ConsumerId>(id: Id) => `${capitalized(id)}Function` as const;

const functionOutputs = Object.fromEntries(
  (Object.keys(CONSUMERS) as ConsumerId[]).map((id) => [functionOutput(id), z.string()]),
) as TextOutputs<ReturnType<typeof functionOutput<ConsumerId>>>;

/** What the flow's stack says about itself. */
const Outputs = z.object({
  OrdersUrl: z.string(),
  OrdersTable: z.string(),
  PaymentDedupTable: z.string(),
  ...topicOutputs,
  GatewayUrl: z.string(),
  /** Opens the simulator, where that is the gateway. */
  SimulatorKey: z.optional(z.string()),
  /** Where the gateway sends its events, if it does. */
  GatewayWebhookUrl: z.optional(z.string()),
  ...functionOutputs,
  KafkaOperatorFunction: z.string(),
  PaymentRetrierFunction: z.string(),
  ReconcilerFunction: z.string(),
});

export type Outputs = z.infer<typeof Outputs>;

/** The outputs of the system that runs here, or ran here last. */
function localOutputs(dataDir: string): Outputs {
  const file = outputsFile({ dataDir });
  return readOutputs(readJson(file, dataDir), `the local system in ${dataDir}`);
}

/** The outputs of a stage's stack in AWS. */
export async function stageOutputs(client: CloudFormationClient, stage: string): Promise<Outputs> {
  const name = `chargeonce-${stage}-flow`;
  const stack = await describeStack(client, name);
  if (stack === undefined) throw new Error(`Stage ${stage} is not deployed: npm run deploy -- --stage ${stage}`);
  const outputs = (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue] as const);
  return readOutputs(Object.fromEntries(outputs), `the stack ${name}`);
}

function readOutputs(values: unknown, whose: string): Outputs {
  const result = z.safeParse(Outputs, values);
  if (result.success) return result.data;
  const missing = result.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new Error(`${whose} lacks the outputs ${missing}: deploy or start this version of it first.`);
}

function readJson(file: string, dataDir: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(
      `No local system has run in ${dataDir}. Start one with: npm start (or set CHARGEONCE_DATA_DIR, or name a stage in AWS: --stage dev)`,
      { cause },
    );
  }
}
