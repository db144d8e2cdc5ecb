import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { isSettled, OrderRow } from '../contracts/order-row.ts';
import type { Receipt } from '../contracts/source-record.ts';
import { type ConditionalWrite, conditionalWrite, type DynamoItem } from '../platform/dynamo.ts';
import type { EventEntry, Outbox, Poison } from './outbox.ts';

interface DynamoOutboxDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
  readonly now: () => Date;
}

/** The outbox on the order's row. */
export function dynamoOrderOutbox({ dynamo, table: TableName, now }: DynamoOutboxDeps): Outbox {
  const update = (rowKey: string, change: RowChange): Promise<ConditionalWrite> =>
    conditionalWrite(dynamo.send(new UpdateItemCommand({ TableName, Key: marshall({ orderId: rowKey }), ...change })));

  return {
    async pending(rowKey) {
      const { Item } = await dynamo.send(
        new GetItemCommand({
          TableName,
          Key: marshall({ orderId: rowKey }),
          ConsistentRead: true,
          ProjectionExpression: 'outbox.entries',
        }),
      );
      return new Set(Object.keys(Item?.['outbox']?.M?.['entries']?.M ?? {}).map(Number));
    },
    async close(entry, receipt) {
      const { rowKey } = entry;
      // Nearly always it is the only entry. What was added, or closed, in between changes which of the two writes fits.
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const last = await update(rowKey, closeLast(entry, receipt));
        if (last.kind === 'written') {
          if (last.row !== undefined && isLeftInIndex(last.row)) await update(rowKey, LEAVE_INDEX);
          return;
        }
        if (!holds(last.row, entry)) return;
        if ((await update(rowKey, closeOne(entry, receipt))).kind === 'written') return;
      }
      throw new Error(
        `the outbox entry ${entry.sequence} of ${rowKey} changed ${MOST_TRIES} times while it was closed`,
      );
    },
    async refuse({ rowKey, reason }) {
      await update(rowKey, {
        UpdateExpression: 'SET publishFailure = :failure',
        // This write comes by on the stream again; marked once is enough.
        ConditionExpression: 'attribute_exists(outbox) AND attribute_not_exists(publishFailure)',
        ExpressionAttributeValues: marshall({ ':failure': failure(reason, now) }),
      });
    },
  };
}

const MOST_TRIES = 4;

type RowChange = Omit<UpdateItemCommand['input'], 'TableName' | 'Key'>;

const failure = (reason: Poison['reason'], now: () => Date) => ({ reason, failedAt: now().toISOString() });

/** Removes the whole outbox with its last entry. Rows of before orders could be cancelled hold one event, by its id. */
const closeLast = ({ sequence, event }: EventEntry, receipt: Receipt): RowChange => ({
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
  // Only an order that was cancelled may have been decided before its last event was acknowledged.
  ReturnValues: sequence === 1 ? 'NONE' : 'ALL_NEW',
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
});

const closeOne = ({ sequence }: EventEntry, receipt: Receipt): RowChange => ({
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

const Status = z.pick(OrderRow, { status: true, cancellation: true, openShard: true });

/** Decided while an event of it was not acknowledged yet: then it was kept in the index of open orders, for the reconciler. */
function isLeftInIndex(item: DynamoItem): boolean {
  const row = z.safeParse(Status, unmarshall(item, { wrapNumbers: (number) => Number(number) }));
  return row.success && row.data.openShard !== undefined && isSettled(row.data);
}

const LEAVE_INDEX: RowChange = {
  UpdateExpression: 'REMOVE openShard, openSince',
  // DECLINED, CANCELLED and REFUNDED stay.
  ConditionExpression: 'attribute_exists(orderId) AND attribute_not_exists(outbox)',
};

/** A payment has no outbox entry and needs no receipt: the order's status is the proof, an open order is the reminder. */
export const dynamoPaymentOutbox = ({ dynamo, table, now }: DynamoOutboxDeps): Outbox => ({
  pending: async () => new Set([1]),
  close: async () => {},
  async refuse({ rowKey, reason }) {
    await conditionalWrite(
      dynamo.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshall({ eventId: rowKey }),
          UpdateExpression: 'SET publishFailure = :failure',
          // This write comes by on the stream again; marked once is enough.
          ConditionExpression: 'attribute_exists(eventId) AND attribute_not_exists(publishFailure)',
          ExpressionAttributeValues: marshall({ ':failure': failure(reason, now) }),
        }),
      ),
    );
  },
});
