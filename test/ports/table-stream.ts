import { DescribeTableCommand, type DynamoDB } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { inject } from 'vitest';
import { type StreamRecord, streamRecords } from '../../functions/platform/stream-batch.ts';
import { toShardRecord } from '../../lambda-local/event-sources/stream-event.ts';

const streams = new DynamoDBStreamsClient({
  endpoint: inject('dynamodbEndpoint'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

/** The changes of a table, as Lambda would hand them over: each call answers those since the last one. */
export async function tableStream(dynamo: DynamoDB, table: string): Promise<() => Promise<StreamRecord[]>> {
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: table }));
  const StreamArn = Table?.LatestStreamArn ?? '';
  let seen = 0;
  return async () => {
    const all = await recordsOf(StreamArn);
    const fresh = all.slice(seen);
    seen = all.length;
    return streamRecords({ Records: fresh });
  };
}

/** From the oldest on: these streams are short. */
async function recordsOf(StreamArn: string) {
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const records = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    records.push(...Records.map((record) => toShardRecord(record, StreamArn).event));
  }
  return records;
}
