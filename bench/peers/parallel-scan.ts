import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';

const SEGMENTS = 4;

/**
 * Reads every row of a table by a parallel Scan, each segment page by page, with strongly consistent reads; says how many.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html#Scan.ParallelScan
 */
export async function parallelScan(
  dynamo: DynamoDB,
  table: string,
  take: (row: Record<string, unknown>) => Promise<unknown> = async () => {},
): Promise<number> {
  const client = DynamoDBDocumentClient.from(dynamo);
  let rows = 0;
  const scan = async (Segment: number) => {
    const segment = { TableName: table, Segment, TotalSegments: SEGMENTS, ConsistentRead: true };
    for await (const { Items = [] } of paginateScan({ client }, segment)) {
      rows += Items.length;
      await Promise.all(Items.map(take));
    }
  };
  await Promise.all(Array.from({ length: SEGMENTS }, (_, segment) => scan(segment)));
  return rows;
}

/** The same, and one conditional UpdateItem for each row, 32 at once. */
export function scanAndUpdate(dynamo: DynamoDB, table: string): Promise<number> {
  const client = DynamoDBDocumentClient.from(dynamo);
  const limit = pLimit(32);
  const entries = { 1: { type: 'order-placed' } };
  return parallelScan(dynamo, table, ({ orderId, status, requeues }) => {
    const count = Number(requeues) + 1;
    const update = new UpdateCommand({
      TableName: table,
      Key: { orderId },
      UpdateExpression: 'SET outbox = :outbox, requeues = :count, lastRequeuedAt = :at',
      ConditionExpression: '#status = :status AND requeues = :seen',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ...{ ':outbox': { requeues: count, entries }, ':count': count, ':at': new Date().toISOString() },
        ...{ ':status': status, ':seen': requeues },
      },
    });
    return limit(() => client.send(update));
  });
}
