import { setTimeout as delay } from 'node:timers/promises';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { shardReader } from '../../lambda-local/event-sources/shard-reader.ts';
import type { SeenRow } from '../history/history.ts';
import type { NemesisSystem } from './nemesis-system.ts';

const POLL_MS = 200;
const Order = z.object({
  orderId: z.string(),
  version: z.int(),
  status: z.string(),
  cancellation: z.optional(z.unknown()),
});
const Payment = z.object({
  eventId: z.string(),
  orderId: z.string(),
  state: z.string(),
  intentId: z.optional(z.string()),
  dueAt: z.optional(z.string()),
  cancelRequested: z.optional(z.boolean()),
});

export interface SeenChanges {
  readonly changes: readonly SeenRow[];
  /** When the row of an order was last in a status for the first time. */
  readonly settledAt: ReadonlyMap<string, number>;
  readonly parked: ReadonlySet<string>;
  /** Reads to the end. */
  stop(): Promise<void>;
}

/**
 * Reads the streams of both tables beside the pollers that feed the publishers: those read no further while a publisher fails, and
 * a change would be seen only long after it was made.
 */
export async function watchChanges(system: NemesisSystem): Promise<SeenChanges> {
  const changes: SeenRow[] = [];
  const [settledAt, parked] = [new Map<string, number>(), new Set<string>()];
  const [statuses, stopping] = [new Map<string, string>(), new AbortController()];
  const see = (change: SeenRow) => {
    changes.push(change);
    if (change.row === 'payment') {
      if (change.due === true) parked.add(change.orderId);
      return;
    }
    const before = statuses.get(change.orderId);
    statuses.set(change.orderId, change.state);
    if (before !== undefined && before !== change.state) settledAt.set(change.orderId, change.at);
  };
  const watched = [
    followTable(system, system.tables.orders, (image, at) => see(orderChange(image, at))),
    followTable(system, system.tables.payments, (image, at) => {
      const change = paymentChange(image, at);
      if (change !== undefined) see(change);
    }),
  ].map((follow) => follow(stopping.signal));
  return {
    changes,
    settledAt,
    parked,
    async stop() {
      stopping.abort();
      await Promise.all(watched);
    },
  };
}

type See = (image: Readonly<Record<string, unknown>>, at: number) => void;

const followTable = (system: NemesisSystem, table: string, see: See) =>
  async function follow(stopping: AbortSignal) {
    const next = await readerOf(system, table);
    let isOver = false;
    while (!isOver) {
      // What was written before the end is read still.
      const isLast = stopping.aborted;
      const records = (await next()) ?? [];
      const at = Date.now();
      for (const { dynamodb: { NewImage } = {} } of records) if (NewImage) see(unmarshall(known(NewImage)), at);
      isOver = isLast && records.length === 0;
      if (records.length === 0) await delay(POLL_MS);
    }
  };

/** DynamoDB Local has one shard a stream. */
async function readerOf({ streams, dynamo }: NemesisSystem, TableName: string) {
  const streamArn = (await dynamo.describeTable({ TableName })).Table?.LatestStreamArn ?? '';
  const { StreamDescription } = await streams.describeStream({ StreamArn: streamArn });
  const shardId = StreamDescription?.Shards?.[0]?.ShardId ?? '';
  const { signal } = new AbortController();
  return shardReader({ streams, streamArn, shardId, start: 'TRIM_HORIZON', signal }, undefined);
}

/** Of an empty map the streams' client leaves no value. */
const known = (image: Readonly<Record<string, AttributeValue>>): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(image).filter(([, value]) => Object.keys(value).length > 0));

function orderChange(image: unknown, at: number): SeenRow {
  const { orderId, version, status, cancellation } = z.parse(Order, image);
  return { at, row: 'order', orderId, version, state: status, cancelRequested: cancellation !== undefined };
}

/** Undefined for the row that describes the table itself. */
function paymentChange(image: unknown, at: number): SeenRow | undefined {
  const { data } = z.safeParse(Payment, image);
  if (data === undefined) return undefined;
  const { orderId, eventId, state, intentId, dueAt, cancelRequested } = data;
  const wishes = { due: dueAt !== undefined, ...(cancelRequested !== undefined && { cancelRequested }) };
  return { at, row: 'payment', orderId, eventId, state, ...wishes, ...(intentId !== undefined && { intentId }) };
}
