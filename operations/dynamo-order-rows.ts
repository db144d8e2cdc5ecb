import { type AttributeValue, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

interface DynamoOrderRowsDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
}

/** Every row of the Orders table, as it is. */
export async function* dynamoOrderRows({ dynamo, table }: DynamoOrderRowsDeps): AsyncIterable<unknown> {
  for await (const { Items = [] } of paginateScan({ client: dynamo }, { TableName: table, ConsistentRead: true }))
    for (const item of Items) yield readItem(item);
}

/** A number that JavaScript can't hold makes a row unreadable, not the whole table. */
function readItem(item: Record<string, AttributeValue>): unknown {
  try {
    return unmarshall(item);
  } catch {
    return { orderId: item['orderId']?.S };
  }
}
