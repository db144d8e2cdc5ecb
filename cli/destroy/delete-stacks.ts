import { setTimeout as delay } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import type { AwsClient } from '../aws/caller.ts';
import { hearInterruption } from '../aws/interruption.ts';
import { resourceProgress } from '../aws/resource-progress.ts';
import type { Terminal } from '../aws/terminal.ts';
import { since } from '../deploy/elapsed.ts';
import { cloudFormationStacks } from './cloudformation-stacks.ts';
import { deleteStack } from './delete-stack.ts';
import { emptyBucket } from './empty-bucket.ts';
import type { DeployedStack } from './stage-stacks.ts';

/** Deletes stacks one after the other, each with what is in its buckets, and waits until they are gone. */
export async function deleteStacks(
  stacks: readonly DeployedStack[],
  client: AwsClient,
  { tell }: Pick<Terminal, 'tell'>,
) {
  const started = performance.now();
  const progress = resourceProgress({ tell, now: () => performance.now() });
  const s3 = new S3Client({ ...client, forcePathStyle: process.env['AWS_ENDPOINT_URL'] !== undefined });
  using interruption = hearInterruption();
  const remove = deleteStack({
    stacks: cloudFormationStacks(new CloudFormationClient(client)),
    progress,
    pause: () => pauseUnless(interruption.signal),
  });
  for (const stack of stacks) {
    for (const bucket of bucketsOf(stack))
      progress.line(`${stack.name}  emptied  ${bucket}  (${await emptyBucket(s3, bucket)} objects)`);
    await remove(stack);
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
