import {
  type _Record,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  TrimmedDataAccessException,
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
  let closed = false;

  const openAt = async (position: { ShardIteratorType: 'TRIM_HORIZON' | 'LATEST' } | AfterSequenceNumber) => {
    const command = new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shardId, ...position });
    const { ShardIterator } = await streams.send(command, { abortSignal: signal });
    start = 'TRIM_HORIZON'; // LATEST again would skip what was written meanwhile
    return ShardIterator;
  };

  const open = async () => {
    if (after === undefined) return openAt({ ShardIteratorType: start });
    return openAt({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }).catch((error: unknown) => {
      if (error instanceof TrimmedDataAccessException) return openAt({ ShardIteratorType: 'TRIM_HORIZON' });
      throw error;
    });
  };

  const nextPage = async () => {
    iterator ??= await open();
    const command = new GetRecordsCommand({ ShardIterator: iterator, Limit: 1_000 });
    const { Records = [], NextShardIterator } = await streams.send(command, { abortSignal: signal });
    iterator = NextShardIterator;
    closed = NextShardIterator === undefined;
    after = Records.at(-1)?.dynamodb?.SequenceNumber ?? after;
    return Records;
  };

  // An iterator may expire, or fail on a stream that was empty; nothing is lost when it is taken again.
  const renewLater = (error: unknown): _Record[] => {
    signal.throwIfAborted();
    if (!(error instanceof TrimmedDataAccessException))
      deps.log?.(`${streamArn}: reading failed, trying again: ${error}`);
    iterator = undefined;
    return [];
  };

  return async () => (closed ? undefined : nextPage().catch(renewLater));
}

interface AfterSequenceNumber {
  readonly ShardIteratorType: 'AFTER_SEQUENCE_NUMBER';
  readonly SequenceNumber: string;
}
