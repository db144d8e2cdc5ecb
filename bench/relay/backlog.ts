import { setTimeout as delay } from 'node:timers/promises';
import {
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { marshall } from '@aws-sdk/util-dynamodb';
import pLimit from 'p-limit';
import { localLambda } from '../../local/settings.ts';
import { waitFor } from '../../test/harness/wait-for.ts';
import type { RunningSystem } from '../harness/running-system.ts';
import { hundredRows } from '../subjects/hundred-rows.ts';
import type { AppendedRecords } from './appended-records.ts';

/** Lets a function read its event source or not; resolves when it is so. */
export async function switchSource({ app }: RunningSystem, functionName: string, Enabled: boolean) {
  const lambda = new LambdaClient(localLambda(app));
  const FunctionName = `chargeonce-dev-${functionName}`;
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
  const wanted = Enabled ? 'Enabled' : 'Disabled';
  for (const { UUID } of EventSourceMappings) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }));
    const isSo = async () => (await lambda.send(new GetEventSourceMappingCommand({ UUID }))).State === wanted;
    await waitFor(isSo, { within: 10_000, what: `${FunctionName}'s event source to be ${wanted}` });
  }
  lambda.destroy();
}

/** Has so many orders published that were placed while nobody read the stream; answers the milliseconds until the last receipt. */
export async function drainBacklog(system: RunningSystem, appended: AppendedRecords, orders: number): Promise<number> {
  await switchSource(system, 'order-publisher', false);
  await placeRows(system, orders);
  appended.take();
  const begun = performance.now();
  await switchSource(system, 'order-publisher', true);
  const isPublished = () => appended.fresh.length >= orders;
  await waitFor(isPublished, { within: 60_000, what: `${orders} records` });
  const last = appended.take().slice(-100);
  const isRecorded = async () => (await unrecordedOf(system, last)) === 0;
  await waitFor(isRecorded, { within: 10_000, what: 'the last receipts' });
  return performance.now() - begun;
}

async function placeRows({ dynamo, ordersTable }: RunningSystem, count: number) {
  const limit = pLimit(8);
  const placedAt = new Date().toISOString();
  const hundreds = Array.from({ length: Math.ceil(count / 100) }, hundredRows);
  const write = async (rows: ReturnType<typeof hundredRows>) => {
    const Items = rows.map((row) =>
      marshall({ ...row, placedAt, openSince: placedAt }, { removeUndefinedValues: true }),
    );
    let left = Items.map((Item) => ({ PutRequest: { Item } }));
    while (left.length > 0) {
      const { UnprocessedItems } = await dynamo.batchWriteItem({ RequestItems: { [ordersTable]: left.slice(0, 25) } });
      const refused = UnprocessedItems?.[ordersTable] ?? [];
      left = left.slice(25);
      if (refused.length > 0) throw new Error(`DynamoDB Local refused ${refused.length} rows`);
    }
  };
  await Promise.all(hundreds.map((rows) => limit(write, rows)));
  // The table's other followers have had their look at what came.
  await delay(500);
}

async function unrecordedOf({ dynamo, ordersTable }: RunningSystem, orders: readonly { readonly orderId: string }[]) {
  const Keys = orders.map(({ orderId }) => marshall({ orderId }));
  const { Responses } = await dynamo.batchGetItem({ RequestItems: { [ordersTable]: { Keys, ConsistentRead: true } } });
  return (Responses?.[ordersTable] ?? []).filter(({ outbox }) => outbox !== undefined).length;
}
