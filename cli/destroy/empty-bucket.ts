import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';

/** Deletes everything in a bucket, also earlier versions: CloudFormation deletes empty buckets only. Answers how many. */
export async function emptyBucket(client: S3Client, bucket: string): Promise<number> {
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
