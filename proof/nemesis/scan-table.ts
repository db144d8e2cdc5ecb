import { type DynamoDB, paginateScan, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** DynamoDB Local holds all that is left of a segment in its memory for each page. */
const SEGMENTS = 16;

/** Every row of a table or an index. */
export async function scanTable(
  client: DynamoDB,
  input: ScanCommandInput,
): Promise<Readonly<Record<string, unknown>>[]> {
  const rows: Readonly<Record<string, unknown>>[] = [];
  for (let Segment = 0; Segment < SEGMENTS; Segment++)
    for await (const { Items = [] } of paginateScan({ client }, { ...input, Segment, TotalSegments: SEGMENTS }))
      for (const item of Items) rows.push(unmarshall(item));
  return rows;
}
