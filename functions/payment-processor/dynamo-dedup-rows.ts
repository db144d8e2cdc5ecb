import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { paymentWrites } from './dynamo-payment-writes.ts';
import type { DedupRows } from './rebuild-dedup.ts';

interface DynamoDedupRowsDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
}

export const dynamoDedupRows = (deps: DynamoDedupRowsDeps): DedupRows => {
  const { insert } = paymentWrites(deps);
  return { insertIfAbsent: async (row) => (await insert(row)) === undefined };
};
