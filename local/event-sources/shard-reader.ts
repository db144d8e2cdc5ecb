import {
  type _Record,
  type DynamoDBStreamsClient,
  DynamoDBStreamsServiceException,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';

export interface ShardReaderDeps {
  readonly streams: DynamoDBStreamsClient;
  readonly streamArn: string;
  readonly shardId: string;
  readonly start: 'TRIM_HORIZON' | 'LATEST';
  readonly log?: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Reads a shard on from a sequence number: a page of records at each call, undefined at the shard's end. */
export function shardReader(deps: ShardReaderDeps, processed: string | undefined) {
  const { streams, streamArn, shardId, signal } = deps;
  let after = processed;
  let start = deps.start;
  let iterator: string | undefined;
  let refused = false;
  let closed = false;

  const open = async () => {
    const position = after
      ? ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after } as const)
      : { ShardIteratorType: start };
    const command = new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shardId, ...position });
    const { ShardIterator } = await streams.send(command, { abortSignal: signal });
    start = 'TRIM_HORIZON'; // LATEST again would skip what was written meanwhile
    return ShardIterator;
  };

  const nextPage = async () => {
    iterator ??= await open();
    const command = new GetRecordsCommand({ ShardIterator: iterator, Limit: 1_000 });
    const { Records = [], NextShardIterator } = await streams.send(command, { abortSignal: signal });
    iterator = NextShardIterator;
    closed = NextShardIterator === undefined;
    refused = false;
    after = Records.at(-1)?.dynamodb?.SequenceNumber ?? after;
    return Records;
  };

  // On DynamoDB Local an iterator may fail once as trimmed with nothing lost: only the second refusal is believed.
  const renewLater = (error: unknown): _Record[] => {
    signal.throwIfAborted();
    deps.log?.(`Reading ${streamArn} failed and is tried again: ${String(error)}`);
    if (refused) after = undefined;
    refused = error instanceof DynamoDBStreamsServiceException && error.$fault === 'client';
    iterator = undefined;
    return [];
  };

  return async () => (closed ? undefined : nextPage().catch(renewLater));
}
