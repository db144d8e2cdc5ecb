import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Discarded } from './deliver.ts';
import type { EventSourceMapping } from './mapping.ts';

/** What an event source gave up: where it came from and the event that failed. */
export interface DiscardedBatch {
  readonly mapping: EventSourceMapping;
  readonly discarded: Pick<Discarded<unknown>, 'condition' | 'invocations'>;
  /** The shard, or the first record's topic and partition. */
  readonly shard: string;
  /** `DDBStreamBatchInfo` or `KafkaBatchInfo`. */
  readonly batchInfo: Readonly<Record<string, unknown>>;
  readonly event: unknown;
}

/** Keeps a discarded batch where the mapping's destination says; without a destination it is dropped, as on AWS. */
export type OnFailure = (batch: DiscardedBatch) => Promise<void>;

/** Writes what Lambda would put to an S3 destination as a file below a folder, under the same key. */
export function onFailureFolder({ folder, now }: { readonly folder: string; readonly now: () => Date }): OnFailure {
  return async (batch) => {
    const destination = batch.mapping.DestinationConfig?.OnFailure.Destination;
    if (!destination) return;
    const bucket = destination.replace('arn:aws:s3:::', '');
    const at = now().toISOString();
    const day = at.slice(0, 10).replaceAll('-', '/');
    const name = `${at.slice(0, 19).replaceAll(':', '.')}-${randomUUID()}`;
    const file = join(folder, bucket, 'aws/lambda', batch.mapping.id, batch.shard, day, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(invocationRecord(batch, at)));
  };
}

const invocationRecord = ({ mapping, discarded, batchInfo, event }: DiscardedBatch, timestamp: string) => ({
  requestContext: {
    requestId: randomUUID(),
    functionArn: mapping.FunctionName,
    condition: discarded.condition,
    approximateInvokeCount: discarded.invocations,
  },
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  version: '1.0',
  timestamp,
  ...batchInfo,
  payload: JSON.stringify(event),
});
