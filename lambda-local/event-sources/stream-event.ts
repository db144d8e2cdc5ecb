import type { _Record, AttributeValue } from '@aws-sdk/client-dynamodb-streams';

/** A stream record as Lambda gives it to a function: binaries in base64, its time in seconds since the epoch. */
export function toShardRecord({ dynamodb = {}, ...record }: _Record, streamArn: string) {
  const { SequenceNumber, SizeBytes, StreamViewType, ApproximateCreationDateTime: createdAt = new Date(0) } = dynamodb;
  const data = {
    ApproximateCreationDateTime: Math.floor(createdAt.getTime() / 1_000),
    Keys: imageOf(dynamodb.Keys),
    NewImage: imageOf(dynamodb.NewImage),
    OldImage: imageOf(dynamodb.OldImage),
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

type Attributes = Readonly<Record<string, AttributeValue>>;

const imageOf = (attributes: Attributes | undefined) =>
  attributes && Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, attributeOf(value)]));

/** DynamoDB Local's streams show an empty map as `{}`, at any depth; those of DynamoDB as `{ M: {} }`. */
function attributeOf(value: AttributeValue): object {
  if (Object.keys(value).length === 0) return { M: {} };
  if (value.M !== undefined) return { M: imageOf(value.M) };
  if (value.L !== undefined) return { L: value.L.map(attributeOf) };
  if (value.BS !== undefined) return { BS: value.BS.map(base64) };
  return value.B === undefined ? value : { B: base64(value.B) };
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
