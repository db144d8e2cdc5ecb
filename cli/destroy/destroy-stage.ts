import { setTimeout as delay } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import type { Stage } from '../../lib/stages.ts';
import { type AwsClient, whoCalls } from '../aws/caller.ts';
import { confirm } from '../aws/confirm.ts';
import { resourceProgress } from '../aws/resource-progress.ts';
import type { Terminal } from '../aws/terminal.ts';
import { since } from '../deploy/elapsed.ts';
import { deleteTopics } from '../deploy/topics.ts';
import { deployedStage } from '../ops/system.ts';
import { cloudFormationStacks } from './cloudformation-stacks.ts';
import { deleteStack } from './delete-stack.ts';
import { emptyBucket } from './empty-bucket.ts';
import { planText, removalText } from './plan-text.ts';
import { assertDeletable } from './refuse.ts';
import { type DeployedStack, stageStacks } from './stage-stacks.ts';

export interface DestroyOptions {
  readonly stage: string;
  readonly confirm?: string;
  readonly brokers?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly yes: boolean;
}

/** Deletes a stage: shows what goes and what stays, asks, empties its buckets, and deletes its stacks. */
export async function destroyStage(options: DestroyOptions, terminal: Terminal): Promise<void> {
  const { stage: name, profile } = options;
  const stage = deployedStage(name);
  const client = { region: options.region ?? stage.region, ...(profile !== undefined && { profile }) };
  const { account, arn } = await whoCalls(client);
  terminal.tell(`Stage ${name} in account ${account}, ${client.region}, as ${arn}`);

  const stacks = await stageStacks(new CloudFormationClient(client), name);
  if (stacks.length === 0) terminal.tell(`There is nothing of stage ${name}.`);
  else await agreeAndDelete(stacks, { options, client, stage }, terminal);
}

interface Deletion {
  readonly options: DestroyOptions;
  readonly client: AwsClient;
  readonly stage: Stage;
}

async function agreeAndDelete(stacks: readonly DeployedStack[], deletion: Deletion, terminal: Terminal) {
  const { options, client, stage } = deletion;
  const { stage: name, yes, brokers } = options;
  for (const line of planText(stacks)) terminal.tell(line);
  assertDeletable({ stage: name, keepsData: stage.keepsData, confirm: options.confirm }, stacks);
  const typed = stage.keepsData ? name : undefined;
  await confirm({ doIt: `Delete stage ${name}`, typed, yes, otherwise: 'Nothing was deleted.' }, terminal);

  await deleteAll(stacks, client, terminal);
  if (brokers !== undefined) await deleteTopics({ brokers, topicPrefix: stage.topicPrefix });
  for (const line of removalText(stacks)) terminal.tell(line);
}

async function deleteAll(stacks: readonly DeployedStack[], client: AwsClient, { tell }: Terminal) {
  const started = performance.now();
  const progress = resourceProgress({ tell, now: () => performance.now() });
  const s3 = new S3Client({ ...client, forcePathStyle: process.env['AWS_ENDPOINT_URL'] !== undefined });
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  const remove = deleteStack({
    stacks: cloudFormationStacks(new CloudFormationClient(client)),
    progress,
    pause: () => pauseUnless(interrupted.signal),
  });
  try {
    for (const stack of stacks) {
      for (const bucket of bucketsOf(stack))
        progress.line(`${stack.name}  emptied  ${bucket}  (${await emptyBucket(s3, bucket)} objects)`);
      await remove(stack);
    }
  } finally {
    process.off('SIGINT', interrupt);
  }
  tell(`Deleted in ${since(started)}`);
}

const bucketsOf = ({ resources }: DeployedStack) =>
  resources.filter(({ type, retained }) => type === 'AWS::S3::Bucket' && !retained).map(({ id }) => id);

async function pauseUnless(signal: AbortSignal) {
  try {
    await delay(LOOK_EVERY_MS, undefined, { signal });
  } catch (cause) {
    throw new Error(
      'Interrupted. CloudFormation goes on with the stack that it has begun to delete; run this again for the rest.',
      { cause },
    );
  }
}

const LOOK_EVERY_MS = 1_000;
