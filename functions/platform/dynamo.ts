import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  DynamoDBServiceException,
  type KeysAndAttributes,
} from '@aws-sdk/client-dynamodb';

/** As many as records are processed at once; the SDK's own number is 50. */
const SOCKETS = { keepAlive: true, maxSockets: 100 };

/** A client whose calls end well before a function's deadline: at most three tries of at most two seconds. */
export const dynamoClient = () =>
  new DynamoDBClient({
    maxAttempts: 3,
    // Without throwOnRequestTimeout the SDK would only warn, and wait for ever.
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: 2_000,
      throwOnRequestTimeout: true,
      httpAgent: SOCKETS,
      httpsAgent: SOCKETS,
    },
  });

/** Whether DynamoDB found the request itself to be wrong, as for a value or a row that does not fit: no repetition helps. */
export const isInvalidRequest = (error: unknown): error is Error =>
  error instanceof DynamoDBServiceException && error.name === 'ValidationException';

export type DynamoItem = Record<string, AttributeValue>;

/** `row`: as it is after the write, or as it stood in the way; undefined where it isn't there, or wasn't asked for. */
export type ConditionalWrite =
  | { readonly kind: 'written'; readonly row: DynamoItem | undefined }
  | { readonly kind: 'refused'; readonly row: DynamoItem | undefined; readonly error: Error };

/** Awaits a write of one row; its failed condition is an expected outcome. The SDK's own retry may meet its first write. */
export async function conditionalWrite(
  write: Promise<{ readonly Attributes?: DynamoItem | undefined }>,
): Promise<ConditionalWrite> {
  try {
    return { kind: 'written', row: (await write).Attributes };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { kind: 'refused', row: error.Item, error };
  }
}

/** Cuts what is to be asked or written into requests of this many at most, in its order. */
export const batchesOf = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, batch) => items.slice(batch * size, (batch + 1) * size));

/** Reads up to 100 rows by one request: those that are there, in no order, and the keys that DynamoDB did not come to. */
export async function getBatch(dynamo: DynamoDBClient, table: string, request: KeysAndAttributes) {
  const { Responses, UnprocessedKeys } = await dynamo.send(
    new BatchGetItemCommand({ RequestItems: { [table]: request } }),
  );
  return { items: Responses?.[table] ?? [], left: UnprocessedKeys?.[table]?.Keys ?? [] };
}
