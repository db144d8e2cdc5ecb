import { createIdle, type EventSource, startEventSource } from './event-source.ts';
import { followShard, type ShardDeps } from './stream-shard.ts';

export type StreamSourceDeps = Omit<ShardDeps, 'signal' | 'idle'>;

/** Polls a table's stream as Lambda's event source mapping does; `wake` ends its idle pause. */
export function startStreamSource(deps: StreamSourceDeps): EventSource & { wake(): void } {
  let wake = () => {};
  const source = startEventSource((signal) => {
    const idle = createIdle(signal);
    wake = idle.wake;
    return followStream({ ...deps, signal, idle });
  });
  return { ...source, wake: () => wake() };
}

/** Reads all shards, a child only after its parent, so that an item's changes stay in order. */
async function followStream(deps: ShardDeps) {
  const begun = new Set<string>();
  const finished = new Set<string>();

  const followReady = async (start: ShardDeps['mapping']['StartingPosition']): Promise<void> => {
    const shards = await listShards(deps);
    const isUnread = (parent?: string) => shards.some(({ id }) => id === parent) && !finished.has(parent ?? '');
    const ready = shards.filter(({ id, parent }) => !begun.has(id) && !isUnread(parent));
    const follow = async (shardId: string) => {
      begun.add(shardId);
      await followShard(deps, { shardId, start });
      finished.add(shardId);
      await followReady('TRIM_HORIZON');
    };
    await Promise.all(ready.map(({ id }) => follow(id)));
  };
  await followReady(deps.mapping.StartingPosition);
}

async function listShards({ streams, streamArn, signal }: ShardDeps) {
  const shards: { readonly id: string; readonly parent: string | undefined }[] = [];
  let last: string | undefined;
  do {
    const input = { StreamArn: streamArn, ExclusiveStartShardId: last };
    const { StreamDescription } = await streams.describeStream(input, { abortSignal: signal });
    for (const { ShardId: id, ParentShardId: parent } of StreamDescription?.Shards ?? []) {
      if (id) shards.push({ id, parent });
    }
    last = StreamDescription?.LastEvaluatedShardId;
  } while (last);
  return shards;
}
