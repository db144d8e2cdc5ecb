import { type DynamoDB, paginateScan, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** Every row of a table or an index. */
export async function scanTable(
  client: DynamoDB,
  input: ScanCommandInput,
): Promise<Readonly<Record<string, unknown>>[]> {
  const rows: Readonly<Record<string, unknown>>[] = [];
  for await (const { Items = [] } of paginateScan({ client }, input))
    for (const item of Items) rows.push(unmarshall(item));
  return rows;
}
