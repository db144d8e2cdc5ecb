import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDB, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { endpointClient } from '../../../cli/aws/endpoint-environment.ts';

/** The names of everything at the endpoint that belongs to a stage, by kind. */
export async function whatIsThere(endpoint: string, stage: string) {
  const client = endpointClient(endpoint);
  const lambda = new LambdaClient(client);
  const { StackSummaries = [] } = await new CloudFormationClient(client).send(new ListStacksCommand({}));
  const { TableNames = [] } = await new DynamoDB(client).send(new ListTablesCommand({}));
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  const { Roles = [] } = await new IAMClient(client).send(new ListRolesCommand({}));
  const { Buckets = [] } = await new S3Client({ ...client, forcePathStyle: true }).send(new ListBucketsCommand({}));
  const own = (names: readonly (string | undefined)[]) =>
    names.filter((name) => name?.startsWith(`chargeonce-${stage}-flow`) || isFunctionOf(stage, name));
  return {
    stacks: own(
      StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').map(({ StackName }) => StackName),
    ),
    tables: own(TableNames),
    functions: own(Functions.map(({ FunctionName }) => FunctionName)),
    eventSources: own(EventSourceMappings.map(({ FunctionArn }) => FunctionArn?.split(':').at(-1))),
    roles: own(Roles.map(({ RoleName }) => RoleName)),
    buckets: own(Buckets.map(({ Name }) => Name)),
    logGroups: await logGroupsOf(endpoint, stage),
  };
}

/** The names of functions are fixed: `chargeonce-<stage>-<stage of the flow>`; another stage's may begin with this one's. */
const isFunctionOf = (stage: string, name: string | undefined) =>
  name !== undefined && new RegExp(`^chargeonce-${stage}-[a-z]+-[a-z-]+$`).test(name);

/** Puts an object into the stage's bucket, as an event source does with what it gives up. */
export async function leaveSomething(endpoint: string, { buckets }: Awaited<ReturnType<typeof whatIsThere>>) {
  const [Bucket = ''] = buckets;
  const s3 = new S3Client({ ...endpointClient(endpoint), forcePathStyle: true });
  await s3.send(new PutObjectCommand({ Bucket, Key: 'aws/lambda/given-up', Body: '{}' }));
  return Bucket;
}

const LogGroups = z.object({ logGroups: z.array(z.object({ logGroupName: z.string() })) });

/** Asked without a client of the SDK, which nothing else needs. */
async function logGroupsOf(endpoint: string, stage: string): Promise<string[]> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': 'Logs_20140328.DescribeLogGroups', 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify({ logGroupNamePrefix: `/chargeonce/${stage}/` }),
  });
  return z.parse(LogGroups, await response.json()).logGroups.map(({ logGroupName }) => logGroupName);
}
