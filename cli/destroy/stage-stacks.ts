import {
  type CloudFormationClient,
  GetTemplateCommand,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import * as z from 'zod/mini';
import { describeStack } from '../aws/stacks.ts';

/** The stacks of a stage in the order of their deletion: who uses comes before what is used. */
export const PARTS = ['flow', 'topics', 'messaging'] as const;

/** A resource of a deployed stack. */
export interface DeployedResource {
  readonly type: string;
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
  const { Resources } = z.parse(Template, JSON.parse(TemplateBody));
  const resources: DeployedResource[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: name }))
    resources.push(...StackResourceSummaries.flatMap((summary) => readResource(summary, Resources)));
  return resources;
}

/** None where it was never made, or is gone already. */
function readResource(
  summary: StackResourceSummary,
  template: z.infer<typeof Template>['Resources'],
): DeployedResource[] {
  const { ResourceType: type, PhysicalResourceId: id, LogicalResourceId = '', ResourceStatus } = summary;
  if (!type || !id || ResourceStatus === 'DELETE_COMPLETE') return [];
  const policy = template[LogicalResourceId]?.DeletionPolicy;
  return [{ type, id, retained: policy !== undefined && policy !== 'Delete' }];
}
