import { readFileSync } from 'node:fs';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import * as z from 'zod/mini';
import { outputsFile } from '../../local/settings.ts';
import { describeStack } from '../aws/stacks.ts';

/** What the flow's stack tells about itself. */
const Outputs = z.object({
  OrdersUrl: z.string(),
  OrdersTable: z.string(),
  PaymentDedupTable: z.string(),
  OrderPlacedTopic: z.string(),
  PaymentDecidedTopic: z.string(),
  GatewayUrl: z.string(),
  /** Opens the simulator, where that is the gateway. */
  SimulatorKey: z.optional(z.string()),
  /** Where the gateway sends its events, if it does. */
  GatewayWebhookUrl: z.optional(z.string()),
  KafkaOperatorFunction: z.string(),
  PaymentProcessorFunction: z.string(),
  PaymentRetrierFunction: z.string(),
  StatusUpdaterFunction: z.string(),
  ReconcilerFunction: z.string(),
});
export type Outputs = z.infer<typeof Outputs>;

/** The outputs of the system that runs here, or ran here last. */
export function localOutputs(dataDir: string): Outputs {
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
