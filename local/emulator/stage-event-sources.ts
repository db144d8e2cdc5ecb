import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  GetTemplateCommand,
  type StackResource,
} from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreams } from '@aws-sdk/client-dynamodb-streams';
import { InvokeCommand, LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import type { Invoke } from '../../lambda-local/functions/invocation.ts';
import { readApp } from '../app-model.ts';
import { parseTemplate } from '../assembly.ts';
import { type EventSources, startEventSources } from '../event-source-mappings.ts';

/** How a client of the SDK reaches the AWS emulator. */
export interface EmulatorClient {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

interface DeployedFlow {
  readonly client: EmulatorClient;
  /** The stack of a stage's flow. */
  readonly stack: string;
  /** host:port */
  readonly brokers: string;
  /** Where checkpoints and given-up records are kept. */
  readonly folder: string;
  readonly log?: (message: string) => void;
}

/**
 * Drives the deployed functions by the project's own pollers, with the settings of the deployed template: the emulator's
 * own ones poll no Kafka, and lose what a function reports as failed. They are switched off.
 */
export async function takeOverEventSources(flow: DeployedFlow): Promise<EventSources> {
  const { client, stack, brokers, folder, log = () => {} } = flow;
  const cloudFormation = new CloudFormationClient(client);
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: stack }));
  const { TemplateBody = '' } = await cloudFormation.send(new GetTemplateCommand({ StackName: stack }));
  const streamArns = await streamsOf(ofType(StackResources, 'AWS::DynamoDB::Table'), client);
  const app = readApp([parseTemplate(JSON.parse(TemplateBody))], {
    brokers,
    apiUrl: (name) => name,
    streamArn: (table) => streamArns.get(table) ?? '',
  });
  const lambda = new LambdaClient(client);
  for (const { PhysicalResourceId } of ofType(StackResources, 'AWS::Lambda::EventSourceMapping'))
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: PhysicalResourceId, Enabled: false }));
  return startEventSources({
    app,
    dataDir: folder,
    streams: new DynamoDBStreams(client),
    brokers,
    invoke: invokeDeployed(lambda),
    onRecord: () => {},
    lastTrouble: () => undefined,
    log,
  });
}

const ofType = (resources: readonly StackResource[], type: string) =>
  resources.filter(({ ResourceType }) => ResourceType === type);

/** The streams by the logical ids of their tables. */
async function streamsOf(tables: readonly StackResource[], client: EmulatorClient): Promise<Map<string, string>> {
  const dynamo = new DynamoDBClient(client);
  const arns = new Map<string, string>();
  for (const { LogicalResourceId = '', PhysicalResourceId } of tables) {
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: PhysicalResourceId }));
    if (Table?.LatestStreamArn) arns.set(LogicalResourceId, Table.LatestStreamArn);
  }
  return arns;
}

/** Runs deployed functions through the Lambda API. A call that fails on its way is a failed invocation, too. */
const invokeDeployed =
  (lambda: LambdaClient): Invoke =>
  async (functionName, event) => {
    try {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
      );
      const text = Buffer.from(Payload ?? []).toString();
      return FunctionError === undefined
        ? { kind: 'returned', payload: JSON.parse(text || 'null') }
        : { kind: 'failed', error: text };
    } catch (error) {
      return { kind: 'failed', error: String(error) };
    }
  };
