import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { endpointClient } from '../../../cli/aws/endpoint-environment.ts';
import { readApp } from '../../../local/app-model.ts';
import { parseTemplate } from '../../../local/assembly.ts';
import { type EventSources, startEventSources } from '../../../local/event-source-mappings.ts';
import { assemblyOf } from './deploy.ts';
import { lambdaInvoke } from './lambda-invoke.ts';

interface DeployedStage {
  readonly endpoint: string;
  readonly stage: string;
  /** host:port */
  readonly brokers: string;
  /** Where the stage was deployed from. */
  readonly folder: string;
}

/**
 * Drives the deployed functions by the project's own pollers, with the settings of the deployed template: the endpoint's
 * own ones poll no Kafka, and lose what a function reports as failed. They are switched off.
 */
export async function takeOverEventSources({ endpoint, stage, brokers, folder }: DeployedStage): Promise<EventSources> {
  const client = endpointClient(endpoint);
  const stack = `chargeonce-${stage}-flow`;
  const streamArns = await streamsOf(stack, client);
  const file = join(assemblyOf({ folder, stage }), `${stack}.template.json`);
  const app = readApp([parseTemplate(JSON.parse(readFileSync(file, 'utf8')))], {
    brokers,
    apiUrl: (name) => name,
    streamArn: (table) => streamArns.get(table) ?? '',
  });
  const lambda = new LambdaClient(client);
  await disableOwnPollers(lambda, stage);
  return startEventSources({
    app,
    dataDir: join(folder, stage),
    streams: new DynamoDBStreamsClient(client),
    brokers,
    invoke: lambdaInvoke(lambda),
    onRecord: () => {},
    lastTrouble: () => undefined,
    log: () => {},
  });
}

/** The streams by the logical ids of their tables. */
async function streamsOf(stack: string, client: ReturnType<typeof endpointClient>): Promise<Map<string, string>> {
  const { StackResources = [] } = await new CloudFormationClient(client).send(
    new DescribeStackResourcesCommand({ StackName: stack }),
  );
  const dynamo = new DynamoDBClient(client);
  const arns = new Map<string, string>();
  for (const { LogicalResourceId = '', PhysicalResourceId, ResourceType } of StackResources) {
    if (ResourceType !== 'AWS::DynamoDB::Table') continue;
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: PhysicalResourceId }));
    if (Table?.LatestStreamArn) arns.set(LogicalResourceId, Table.LatestStreamArn);
  }
  return arns;
}

async function disableOwnPollers(lambda: LambdaClient, stage: string) {
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  for (const { UUID, FunctionArn } of EventSourceMappings) {
    if (FunctionArn?.includes(`:chargeonce-${stage}-`))
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  }
}
