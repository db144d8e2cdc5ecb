import type { UpdateItemInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { OPEN_ORDERS, type OrderCancellation, OrderRow } from '../contracts/order-row.ts';
import { conditionalWrite, type Dynamo, type DynamoItem } from '../platform/dynamo.ts';
import { shardOf } from '../platform/shard.ts';
import type { CancellationStore } from './cancel-order.ts';
import type { FindOrderStore } from './get-order.ts';
import type { OrderStore } from './place-order.ts';

interface DynamoOrderStoreDeps {
  readonly dynamo: Dynamo;
  readonly table: string;
}

export function dynamoOrderStore({
  dynamo,
  table,
}: DynamoOrderStoreDeps): OrderStore & FindOrderStore & CancellationStore {
  return {
    async insert(row) {
      const insertion = await conditionalWrite(
        dynamo.putItem({
          TableName: table,
          Item: marshall(row, { removeUndefinedValues: true }),
          ConditionExpression: 'attribute_not_exists(orderId)',
          // Also met by the client's own retry of a write whose answer was lost: then it is our own row.
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      if (insertion.kind === 'written') return undefined;
      if (insertion.row === undefined) throw insertion.error;
      return readRow(insertion.row);
    },
    async find(orderId) {
      const { Item } = await dynamo.getItem({ TableName: table, Key: marshall({ orderId }), ConsistentRead: true });
      return Item && readRow(Item);
    },
    async cancel(seen, cancellation) {
      const update: UpdateItemInput = { TableName: table, ...addCancellation(seen, cancellation) };
      const { kind, row } = await conditionalWrite(dynamo.updateItem(update));
      return kind === 'written' && row !== undefined ? readRow(row) : 'changed';
    },
  };
}

const readRow = (item: DynamoItem) => z.parse(OrderRow, unmarshall(item));

/** Rows of before there was a second event hold the first one by its id. An event that was added or closed meanwhile is not lost. */
function addCancellation({ orderId, status, outbox, ...seen }: OrderRow, cancellation: OrderCancellation) {
  const { sequence, requestedAt } = cancellation;
  const entries = { ...outbox?.entries, [sequence]: { type: 'order-cancelled' } };
  return {
    Key: marshall({ orderId }),
    UpdateExpression: [
      'SET cancellation = :cancellation, #sequence = :sequence, outbox = :outbox, version = version + :one',
      'receipts = if_not_exists(receipts, :none), openShard = :shard, openSince = if_not_exists(openSince, :at)',
    ].join(', '),
    ConditionExpression: [
      'attribute_exists(orderId) AND #status = :status AND attribute_not_exists(cancellation)',
      seen.sequence === undefined ? 'attribute_not_exists(#sequence)' : '#sequence = :seen',
      outbox === undefined
        ? 'attribute_not_exists(outbox)'
        : 'outbox.requeues = :requeues AND (size(outbox.entries) = :size OR attribute_exists(outbox.eventId))',
    ].join(' AND '),
    ExpressionAttributeNames: { '#status': 'status', '#sequence': 'sequence' },
    ExpressionAttributeValues: marshall({
      ':cancellation': cancellation,
      ':sequence': sequence,
      ':outbox': { requeues: outbox?.requeues ?? 0, entries },
      ':one': 1,
      ':none': {},
      ':shard': shardOf(orderId, OPEN_ORDERS.shards),
      ':at': requestedAt,
      ':status': status,
      ...(seen.sequence !== undefined && { ':seen': seen.sequence }),
      ...(outbox && { ':requeues': outbox.requeues, ':size': Object.keys(outbox.entries).length }),
    }),
    ReturnValues: 'ALL_NEW' as const,
  };
}
