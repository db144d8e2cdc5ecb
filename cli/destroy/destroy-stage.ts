import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { Stage } from '../../lib/stages.ts';
import { type AwsClient, whoCalls } from '../aws/caller.ts';
import { type DeployedStack, stageStacks } from '../aws/deployed-stacks.ts';
import { confirm, type OperatorTerminal } from '../aws/operator-terminal.ts';
import { deleteGivenTopics } from '../deploy/topics.ts';
import { deployedStage } from '../ops/system.ts';
import { deleteStacks } from './delete-stacks.ts';
import { adoptionText, assertDeletable, planText, removalText } from './deletion-plan.ts';

export interface DestroyOptions {
  readonly stage: string;
  readonly confirm?: string;
  readonly brokers?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly yes: boolean;
}

/** Deletes a stage: shows what goes and what stays, asks, empties its buckets, and deletes its stacks. */
export async function destroyStage(options: DestroyOptions, terminal: OperatorTerminal): Promise<void> {
  const { stage: name, profile } = options;
  const stage = deployedStage(name);
  const client = { region: options.region ?? stage.region, ...(profile !== undefined && { profile }) };
  const { account, arn } = await whoCalls(client);
  terminal.print(`Stage ${name} in account ${account}, ${client.region}, as ${arn}`);

  const stacks = await stageStacks(new CloudFormationClient(client), name);
  if (stacks.length === 0)
    terminal.print(
      `There is nothing of stage ${name} in ${client.region}. Where it is in another region, name that: --region.`,
    );
  else await agreeAndDelete(stacks, { options, client, stage }, terminal);
}

interface Deletion {
  readonly options: DestroyOptions;
  readonly client: AwsClient;
  readonly stage: Stage;
}

async function agreeAndDelete(stacks: readonly DeployedStack[], deletion: Deletion, terminal: OperatorTerminal) {
  const { options, client, stage } = deletion;
  const { stage: name, yes, brokers } = options;
  for (const line of planText(stacks)) terminal.print(line);
  const { region } = client;
  assertDeletable({ stage: name, keepsData: stage.keepsData, confirm: options.confirm, region }, stacks);
  const typed = stage.keepsData ? name : undefined;
  await confirm({ doIt: `Delete stage ${name}`, typed, yes, otherwise: 'Nothing was deleted.' }, terminal);

  await deleteStacks(stacks, client, terminal);
  if (brokers !== undefined) await deleteGivenTopics({ brokers, topicPrefix: stage.topicPrefix });
  for (const line of [...removalText(stacks, region), ...adoptionText({ stage: name, region }, stacks)])
    terminal.print(line);
}
