import {
  type CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  paginateListStackResources,
  type Stack,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import * as z from 'zod/mini';
import { parseJson } from './send.ts';

/** The stacks of a stage in the order of their deletion: who uses comes before what is used. */
export const PARTS = ['flow', 'topics', 'messaging'] as const;

/** A resource of a deployed stack. */
export interface DeployedResource {
  readonly type: string;
  /** Its name in the template. */
  readonly logicalId: string;
  /** The name that AWS knows it by. */
  readonly id: string;
  /** Outlives its stack. */
  readonly retained: boolean;
}

export interface DeployedStack {
  readonly name: string;
  /** Finds it also when it is deleted. */
  readonly arn: string;
  readonly status: string;
  /** AWS refuses to delete it. */
  readonly protected: boolean;
  readonly resources: readonly DeployedResource[];
}

/** The stacks of a stage that are there. */
export async function stageStacks(client: CloudFormationClient, stage: string): Promise<DeployedStack[]> {
  const found = await Promise.all(PARTS.map((part) => readStack(client, `chargeonce-${stage}-${part}`)));
  return found.filter((stack) => stack !== undefined);
}

async function readStack(client: CloudFormationClient, name: string): Promise<DeployedStack | undefined> {
  const stack = await describeStack(client, name);
  if (stack === undefined) return undefined;
  return {
    name,
    arn: stack.StackId ?? name,
    status: stack.StackStatus ?? 'unknown',
    protected: stack.EnableTerminationProtection === true,
    resources: await readResources(client, name),
  };
}

const Template = z.object({
  Resources: z.record(z.string(), z.object({ DeletionPolicy: z.optional(z.string()) })),
});

async function readResources(client: CloudFormationClient, name: string): Promise<DeployedResource[]> {
  const { TemplateBody = '{"Resources":{}}' } = await client.send(
    new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' }),
  );
  // `cdk import` writes YAML, and nothing can be imported that is not retained.
  const template = parseJson(TemplateBody);
  const policies = template === undefined ? undefined : z.parse(Template, template).Resources;
  const resources: DeployedResource[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: name }))
    resources.push(...StackResourceSummaries.flatMap((summary) => readResource(summary, policies)));
  return resources;
}

/** None where it was never made, or is gone already. */
function readResource(
  summary: StackResourceSummary,
  policies: z.infer<typeof Template>['Resources'] | undefined,
): DeployedResource[] {
  const { ResourceType: type, PhysicalResourceId: id, LogicalResourceId: logicalId = '', ResourceStatus } = summary;
  if (!type || !id || ResourceStatus === 'DELETE_COMPLETE') return [];
  if (policies === undefined) return [{ type, logicalId, id, retained: true }];
  const policy = policies[logicalId]?.DeletionPolicy;
  return [{ type, logicalId, id, retained: policy !== undefined && policy !== 'Delete' }];
}

/** Undefined where there is none, or none any more. */
export async function describeStack(client: CloudFormationClient, name: string): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks.find(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE');
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return undefined;
    throw error;
  }
}
