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
  readonly withLast?: WithLast;
}

/**
 * What else leaves a row with its last event, in the same write, where the condition holds. A write of its own could be lost: who
 * comes again finds nothing to close.
 */
export interface WithLast {
  /** An attribute without which the condition never holds. */
  readonly onlyWith: string;
  readonly remove: string;
  readonly condition: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * The outbox on the rows of a table: `outbox.entries`, by the events' numbers, is there until each has its receipt, in `receipt`
 * or `receipts.<number>`. `version`, a number, rises with each. An event that can never be published is marked in `publishFailure`.
 */
export function dynamoOutbox({ dynamo, table: TableName, keyName, now, withLast }: DynamoOutboxDeps): Outbox {
  const keyOf = (rowKey: string) => marshall({ [keyName]: rowKey });
  const update = (rowKey: string, change: OutboxChange): Promise<ConditionalWrite> =>
    conditionalWrite(dynamo.updateItem({ TableName, Key: keyOf(rowKey), ...change }));

  const closeAlone: Outbox['close'] = async (entry, receipt) => {
    const { rowKey } = entry;
    const closings = closingsOf(entry, receipt, withLast);
    // Nearly always the first fits. What is added, closed or decided in between changes which of them does.
    for (let tries = 0; tries < MOST_TRIES * closings.length; tries++) {
      const closing = closings[tries % closings.length] ?? closings[0];
      const { kind, row } = await update(rowKey, closing);
      if (kind === 'written' || !holds(row, entry)) return;
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
    close: batchedReceipts({ dynamo, table: TableName, keyName, unless: withLast?.onlyWith, closeAlone }),
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

type OutboxChange = Omit<UpdateItemCommand['input'], 'TableName' | 'Key'>;

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

/** The writes that close an entry, of which exactly one fits a row that holds it. */
function closingsOf(entry: EventEntry, receipt: Receipt, withLast: WithLast | undefined) {
  const one = closing(entry, receipt, { remove: 'outbox.entries.#n', condition: OF_SEVERAL });
  if (withLast === undefined) return [closeLast(entry, receipt), one] as const;
  const { remove, condition, names, values } = withLast;
  return [
    closeLast(entry, receipt, { condition: `NOT (${condition})`, names, values }),
    closeLast(entry, receipt, { remove, condition, names, values }),
    one,
  ] as const;
}

const OF_SEVERAL = 'attribute_exists(outbox.entries.#n) AND size(outbox.entries) > :one';

/** Removes the whole outbox with its last entry. Rows of before orders could be cancelled hold one event, by its id. */
const closeLast = (entry: EventEntry, receipt: Receipt, { remove, condition, names, values }: Partial<Closing> = {}) =>
  closing(entry, receipt, {
    remove: ['outbox, publishFailure', ...(remove === undefined ? [] : [remove])].join(', '),
    condition: [
      `(attribute_exists(outbox.entries.#n) AND size(outbox.entries) = :one${condition === undefined ? '' : ` AND ${condition}`})`,
      ...(entry.sequence === 1 ? ['outbox.eventId = :eventId'] : []),
    ].join(' OR '),
    names: names ?? {},
    values: { ...values, ...(entry.sequence === 1 && { ':eventId': entry.event.id }) },
  });

type Closing = Pick<WithLast, 'remove' | 'condition'> & Partial<Pick<WithLast, 'names' | 'values'>>;

/** The first receipt of an event stays. */
function closing(
  { sequence }: EventEntry,
  receipt: Receipt,
  { remove, condition, names, values }: Closing,
): OutboxChange {
  const kept = sequence === 1 ? 'receipt' : 'receipts.#n';
  return {
    UpdateExpression: `SET ${kept} = if_not_exists(${kept}, :receipt), version = version + :one REMOVE ${remove}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: { '#n': String(sequence), ...names },
    ExpressionAttributeValues: marshall({ ':receipt': receipt, ':one': 1, ...values }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

const holds = (row: DynamoItem | undefined, { sequence }: EventEntry) =>
  row?.['outbox']?.M?.['entries']?.M?.[String(sequence)] !== undefined;
