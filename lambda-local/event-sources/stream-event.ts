import type { _Record } from '@aws-sdk/client-dynamodb-streams';

/** A stream record as Lambda gives it to a function: binaries in base64, its time in seconds since the epoch. */
export function toShardRecord({ dynamodb = {}, ...record }: _Record, streamArn: string) {
  const { SequenceNumber, SizeBytes, StreamViewType, ApproximateCreationDateTime: createdAt = new Date(0) } = dynamodb;
  const data = {
    ApproximateCreationDateTime: Math.floor(createdAt.getTime() / 1_000),
    Keys: plain(dynamodb.Keys),
    NewImage: plain(dynamodb.NewImage),
    OldImage: plain(dynamodb.OldImage),
    SequenceNumber,
    SizeBytes,
    StreamViewType,
  };
  return {
    sequenceNumber: SequenceNumber ?? '',
    key: JSON.stringify(data.Keys),
    createdAt,
    bytes: SizeBytes ?? 0,
    event: { ...record, dynamodb: data, eventSourceARN: streamArn },
  };
}
export type ShardRecord = ReturnType<typeof toShardRecord>;

export const streamEvent = (records: readonly ShardRecord[]) => ({ Records: records.map(({ event }) => event) });

/** What the on-failure record says of a batch's place in its stream. */
export const streamBatchInfo = (records: readonly ShardRecord[], shardId: string) => ({
  DDBStreamBatchInfo: {
    shardId,
    startSequenceNumber: records[0]?.sequenceNumber,
    endSequenceNumber: records.at(-1)?.sequenceNumber,
    approximateArrivalOfFirstRecord: records[0]?.createdAt.toISOString(),
    approximateArrivalOfLastRecord: records.at(-1)?.createdAt.toISOString(),
    batchSize: records.length,
    streamArn: records[0]?.event.eventSourceARN,
  },
});

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
