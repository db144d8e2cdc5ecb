import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  DynamoDBServiceException,
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
