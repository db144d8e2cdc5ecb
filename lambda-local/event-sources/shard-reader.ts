import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import type { StreamsApi } from './streams-api.ts';

export interface ShardReaderDeps {
  readonly streams: StreamsApi;
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
    const input = { StreamArn: streamArn, ShardId: shardId, ...position };
    const { ShardIterator } = await streams.getShardIterator(input, { abortSignal: signal });
    start = 'TRIM_HORIZON'; // LATEST again would skip what was written meanwhile
    return ShardIterator;
  };

  const nextPage = async () => {
    iterator ??= await open();
    const input = { ShardIterator: iterator, Limit: 1_000 };
    const { Records = [], NextShardIterator } = await streams.getRecords(input, { abortSignal: signal });
    // An empty page's next iterator is not to be trusted: on DynamoDB Local it can skip a record that is written meanwhile.
    if (Records.length > 0) iterator = NextShardIterator;
    closed = NextShardIterator === undefined;
    refused = false;
    after = Records.at(-1)?.dynamodb?.SequenceNumber ?? after;
    return Records;
  };

  // On DynamoDB Local an iterator may fail once as trimmed with nothing lost: only the second refusal is believed.
  const renewLater = (error: unknown): _Record[] => {
    signal.throwIfAborted();
    if (!isHarmless(error)) deps.log?.(`Reading ${streamArn} failed and is tried again: ${String(error)}`);
    if (refused) after = undefined;
    refused = error instanceof Error && '$fault' in error && error.$fault === 'client';
    iterator = undefined;
    return [];
  };

  return async () => (closed ? undefined : nextPage().catch(renewLater));
}

/** An iterator that is too old, or that DynamoDB Local takes for trimmed although nothing is lost, is simply opened again. */
const isHarmless = (error: unknown) =>
  error instanceof Error && ['TrimmedDataAccessException', 'ExpiredIteratorException'].includes(error.name);
