import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBStreams } from '@aws-sdk/client-dynamodb-streams';
import { sourceOf } from './console-api.ts';
import type { AppAddress } from './running-app.ts';

/** Lets the reader of a stream, which must be paused, go on behind the stream's end: what was written meanwhile is lost to it. */
export async function skipStream(app: Pick<AppAddress, 'ports' | 'dataDir'>, functionName: string) {
  const { id, reads } = await sourceOf(app, functionName);
  const file = join(app.dataDir, 'checkpoints', `${id}.json`);
  const streams = new DynamoDBStreams({
    endpoint: `http://127.0.0.1:${app.ports.DYNAMODB_PORT}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const checkpoints: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'));
  const { Streams = [] } = await streams.listStreams({ TableName: reads.replace(/^stream of /, '') });
  const StreamArn = Streams[0]?.StreamArn;
  for (const [ShardId, SequenceNumber] of Object.entries(checkpoints)) {
    const iterator = { StreamArn, ShardId, SequenceNumber, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' } as const;
    const { ShardIterator } = await streams.getShardIterator(iterator);
    const { Records = [] } = await streams.getRecords({ ShardIterator });
    checkpoints[ShardId] = Records.at(-1)?.dynamodb?.SequenceNumber ?? SequenceNumber;
  }
  writeFileSync(file, JSON.stringify(checkpoints));
}
