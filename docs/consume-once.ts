import {
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';

interface Effect {
  /** Your own table of the events that were applied, with the partition key `eventId`. */
  readonly table: string;
  /** The header `ce_id`. */
  readonly eventId: string;
  /** At most 99 writes to your own tables: the effect of the event. */
  readonly writes: readonly TransactWriteItem[];
}

/**
 * Applies an event's effect together with a note of its id, both or neither. `duplicate`: it was applied before. Rejects
 * where nothing was applied, or nobody knows: let the record come again, with its offset uncommitted.
 */
export async function applyOnce(dynamo: DynamoDBClient, { table, eventId, writes }: Effect) {
  const note = {
    TableName: table,
    Item: { eventId: { S: eventId } },
    ConditionExpression: 'attribute_not_exists(eventId)',
  };
  try {
    await dynamo.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: note }, ...writes] }));
    return 'applied';
  } catch (error) {
    // The reasons are in the order of the writes. A condition of one of yours that fails is no duplicate.
    const isNoted =
      error instanceof TransactionCanceledException &&
      error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed';
    if (isNoted) return 'duplicate';
    throw error;
  }
}
