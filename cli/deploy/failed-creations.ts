import { CloudFormationClient, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import type { AwsClient } from '../aws/caller.ts';
import { type DeployedStack, stageStacks } from '../aws/deployed-stacks.ts';
import { confirm, type OperatorTerminal } from '../aws/operator-terminal.ts';
import { deleteStacks } from '../destroy/delete-stacks.ts';
import { removalText } from '../destroy/deletion-plan.ts';

interface FailedCreations {
  readonly client: AwsClient;
  readonly stage: string;
  readonly yes: boolean;
}

/**
 * Deletes the stacks of a stage whose creation failed, after asking: CloudFormation updates no such stack, the CDK can't
 * delete one that has termination protection, and its comparison takes what failed for what is deployed.
 * @throws where a stack is in a state that no deployment gets out of.
 */
export async function clearFailedCreations({ client, stage, yes }: FailedCreations, terminal: OperatorTerminal) {
  const cloudFormation = new CloudFormationClient(client);
  const stacks = await stageStacks(cloudFormation, stage);
  const stuck = stacks.flatMap((stack) => wayOut(stack, { stage, region: client.region }) ?? []);
  if (stuck.length > 0) throw new Error(stuck.join('\n'));
  const failed = stacks.filter(({ status }) => NEVER_CREATED.includes(status));
  if (failed.length === 0) return;
  for (const line of failedText(failed)) terminal.print(line);
  const doIt = `Delete ${failed.map(({ name }) => name).join(', ')}, which never worked, and go on`;
  await confirm({ doIt, yes, otherwise: 'Nothing was deployed.' }, terminal);
  for (const { arn } of failed.filter((stack) => stack.protected))
    await cloudFormation.send(
      new UpdateTerminationProtectionCommand({ StackName: arn, EnableTerminationProtection: false }),
    );
  await deleteStacks(failed, client, terminal);
  for (const line of removalText(failed, client.region)) terminal.print(line);
}

const NEVER_CREATED = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED'];

/** What was made before the failure and is still there. */
export const failedText = (failed: readonly DeployedStack[]) =>
  failed.flatMap(({ name, status, resources }) => [
    `${name} is ${status}: its creation failed${resources.length === 0 ? ' and left nothing' : '. It left:'}`,
    ...resources.map(({ type, id, retained }) => `  ${type}  ${id}${retained ? '  (stays)' : ''}`),
  ]);

/** What to do first about a stack that can't be deployed; undefined where it can. */
export function wayOut({ name, status }: Pick<DeployedStack, 'name' | 'status'>, place: Place): string | undefined {
  if (status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS')
    return `${name} is ${status}: wait until that is done, and deploy again.`;
  return WAYS_OUT[status]?.(name, place);
}

interface Place {
  readonly stage: string;
  readonly region: string;
}

const WAYS_OUT: Readonly<Record<string, (name: string, place: Place) => string>> = {
  DELETE_FAILED: (name, { stage, region }) =>
    `${name} is half deleted: finish that with npm run destroy -- --stage ${stage} --region ${region}`,
  UPDATE_ROLLBACK_FAILED: (name, place) =>
    `The roll-back of ${name} failed. Mend what its events name, then: ${rollBack(name, place)}`,
  UPDATE_FAILED: (name, place) => `${name} is half updated. Roll it back: ${rollBack(name, place)}`,
};

const rollBack = (name: string, { stage, region }: Place) =>
  `AWS_REGION=${region} npx cdk rollback ${name} -c stage=${stage}`;
