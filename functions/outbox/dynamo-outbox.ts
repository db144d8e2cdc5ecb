import type { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Receipt } from '../contracts/cloud-event.ts';
import { type ConditionalWrite, conditionalWrite, type Dynamo, type DynamoItem } from '../platform/dynamo.ts';
import { batchedReceipts } from './dynamo-batched-receipts.ts';
import type { EventEntry, Outbox, Poison } from './outbox.ts';

export interface OutboxTable {
  readonly dynamo: Dynamo;
  readonly table: string;
  readonly now: () => Date;
}

interface DynamoOutboxDeps extends OutboxTable {
  /** The table's partition key, a text; it has no sort key. */
  readonly keyName: string;
  /** What else a row wants, of which the last event has just been closed; never asked of a row that had one event only. */
  readonly afterLast?: (row: DynamoItem) => OutboxChange | undefined;
}

/**
 * The outbox on the rows of a table: `outbox.entries`, by the events' numbers, is there until each has its receipt, in `receipt`
 * or `receipts.<number>`. `version`, a number, rises with each. An event that can never be published is marked in `publishFailure`.
 */
export function dynamoOutbox({ dynamo, table: TableName, keyName, now, afterLast }: DynamoOutboxDeps): Outbox {
  const keyOf = (rowKey: string) => marshall({ [keyName]: rowKey });
  const update = (rowKey: string, change: OutboxChange): Promise<ConditionalWrite> =>
    conditionalWrite(dynamo.updateItem({ TableName, Key: keyOf(rowKey), ...change }));

  const closeAlone: Outbox['close'] = async (entry, receipt) => {
    const { rowKey } = entry;
    // Nearly always it is the only entry. What was added, or closed, in between changes which of the two writes fits.
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const last = await update(rowKey, closeLast(entry, receipt));
      if (last.kind === 'written') {
        const change = last.row && afterLast?.(last.row);
        if (change) await update(rowKey, change);
        return;
      }
      if (!holds(last.row, entry)) return;
      if ((await update(rowKey, closeOne(entry, receipt))).kind === 'written') return;
    }
    throw new Error(`the outbox entry ${entry.sequence} of ${rowKey} changed ${MOST_TRIES} times while it was closed`);
  };

  return {
    async pending(rowKey) {
      const { Item } = await dynamo.getItem({
        TableName,
        Key: keyOf(rowKey),
        ConsistentRead: true,
        ProjectionExpression: 'outbox.entries',
      });
      return new Set(Object.keys(Item?.['outbox']?.M?.['entries']?.M ?? {}).map(Number));
    },
    close: batchedReceipts({ dynamo, table: TableName, keyName, closeAlone }),
    async refuse({ rowKey, reason }) {
      await update(rowKey, markFailure('outbox', { reason, now }));
    },
  };
}

interface DynamoMarksDeps extends OutboxTable {
  readonly keyName: string;
}

/**
 * A table whose rows have no entries: each asks for one event for as long as it is as it is, and needs no receipt. An event that
 * can never be published is marked in `publishFailure`.
 */
export const dynamoOutboxWithoutEntries = ({ dynamo, table, keyName, now }: DynamoMarksDeps): Outbox => ({
  pending: async () => new Set([1]),
  close: async () => {},
  async refuse({ rowKey, reason }) {
    const Key = marshall({ [keyName]: rowKey });
    await conditionalWrite(dynamo.updateItem({ TableName: table, Key, ...markFailure(keyName, { reason, now }) }));
  },
});

const MOST_TRIES = 4;

export type OutboxChange = Omit<UpdateItemCommand['input'], 'TableName' | 'Key'>;

interface Failure extends Pick<Poison, 'reason'> {
  readonly now: () => Date;
}

/** Marks a row that has this attribute. */
const markFailure = (attribute: string, { reason, now }: Failure): OutboxChange => ({
  UpdateExpression: 'SET publishFailure = :failure',
  // This write comes by on the stream again; marked once is enough.
  ConditionExpression: `attribute_exists(#${attribute}) AND attribute_not_exists(publishFailure)`,
  ExpressionAttributeNames: { [`#${attribute}`]: attribute },
  ExpressionAttributeValues: marshall({ ':failure': { reason, failedAt: now().toISOString() } }),
});

/** Removes the whole outbox with its last entry. Rows of before orders could be cancelled hold one event, by its id. */
const closeLast = ({ sequence, event }: EventEntry, receipt: Receipt): OutboxChange => ({
  ...receiptOf(sequence, {
    remove: 'outbox, publishFailure',
    condition: [
      '(attribute_exists(outbox.entries.#n) AND size(outbox.entries) = :one)',
      ...(sequence === 1 ? ['outbox.eventId = :eventId'] : []),
    ].join(' OR '),
  }),
  ExpressionAttributeValues: marshall({
    ':receipt': receipt,
    ':one': 1,
    ...(sequence === 1 && { ':eventId': event.id }),
  }),
  // Only a row with several events may have gone on before its last one was acknowledged.
  ReturnValues: sequence === 1 ? 'NONE' : 'ALL_NEW',
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
});

const closeOne = ({ sequence }: EventEntry, receipt: Receipt): OutboxChange => ({
  ...receiptOf(sequence, {
    remove: 'outbox.entries.#n',
    condition: 'attribute_exists(outbox.entries.#n) AND size(outbox.entries) > :one',
  }),
  ExpressionAttributeValues: marshall({ ':receipt': receipt, ':one': 1 }),
});

interface Closing {
  readonly remove: string;
  readonly condition: string;
}

/** The first receipt of an event stays. */
function receiptOf(sequence: number, { remove, condition }: Closing) {
  const receipt = sequence === 1 ? 'receipt' : 'receipts.#n';
  return {
    UpdateExpression: `SET ${receipt} = if_not_exists(${receipt}, :receipt), version = version + :one REMOVE ${remove}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: { '#n': String(sequence) },
  };
}

const holds = (row: DynamoItem | undefined, { sequence }: EventEntry) =>
  row?.['outbox']?.M?.['entries']?.M?.[String(sequence)] !== undefined;
