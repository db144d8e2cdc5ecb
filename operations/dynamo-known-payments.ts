import { marshall } from '@aws-sdk/util-dynamodb';
import { together } from '../functions/platform/batched-statements.ts';
import { type Dynamo, getBatch } from '../functions/platform/dynamo.ts';
import { projection, readBatch } from '../functions/platform/dynamo-rows.ts';

interface KnownPaymentsDeps {
  readonly dynamo: Dynamo;
  /** The PaymentDedup table. */
  readonly table: string;
}

/** DynamoDB's limit for one request. */
const MAX_KEYS = 100;
const KEY_ONLY = ['eventId'];

/**
 * Whether an event has its payment row, be it readable or not. What is asked in one turn of the event loop goes in one request, at
 * half the price: rows are never deleted, so one that an eventually consistent read shows is there. Those it lacks are read again.
 */
export function dynamoKnownPayments({ dynamo, table }: KnownPaymentsDeps): (eventId: string) => Promise<boolean> {
  const readConsistently = readBatch(dynamo);
  const has = together(MAX_KEYS, async (eventIds: readonly string[]) => {
    const Keys = [...new Set(eventIds)].map((eventId) => marshall({ eventId }));
    const known = idsOf((await getBatch(dynamo, table, { Keys, ...projection(KEY_ONLY) })).items);
    const keys = [...new Set(eventIds)].filter((eventId) => !known.has(eventId)).map((eventId) => ({ eventId }));
    const later = idsOf(await readConsistently({ table, keys, attributes: KEY_ONLY }));
    return eventIds.map((eventId) => known.has(eventId) || later.has(eventId));
  });
  return async (eventId) => (await has(eventId)) ?? false;
}

const idsOf = (items: Awaited<ReturnType<typeof getBatch>>['items']) =>
  new Set(items.map(({ eventId }) => eventId?.S ?? ''));
