import { setTimeout as delay } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import type { AwsClient } from '../aws/caller.ts';
import type { DeployedStack } from '../aws/deployed-stacks.ts';
import { hearInterruption, type OperatorTerminal } from '../aws/operator-terminal.ts';
import { resourceProgress, since } from '../aws/resource-progress.ts';
import { cloudFormationStacks, deleteStack } from './delete-stack.ts';

/** Deletes stacks one after the other, each with what is in its buckets, and waits until they are gone. */
export async function deleteStacks(
  stacks: readonly DeployedStack[],
  client: AwsClient,
  { print }: Pick<OperatorTerminal, 'print'>,
) {
  const started = performance.now();
  const progress = resourceProgress({ print, now: () => performance.now() });
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
  print(`Deleted in ${since(started)}`);
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

/** Deletes everything in a bucket, also earlier versions: CloudFormation deletes empty buckets only. Answers how many. */
async function emptyBucket(client: S3Client, bucket: string): Promise<number> {
  for (let count = 0; ; ) {
    const objects = await firstObjects(client, bucket);
    if (objects.length === 0) return count;
    const request = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } });
    const { Errors: [failed] = [] } = await client.send(request);
    if (failed) throw new Error(`${bucket} could not be emptied: ${failed.Key}: ${failed.Message}`);
    count += objects.length;
  }
}

/** At most a thousand. */
async function firstObjects(client: S3Client, bucket: string) {
  const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  return [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
}
