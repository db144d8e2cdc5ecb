import { ConditionalCheckFailedException, DynamoDBClient, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';

/** A client whose calls end well before a function's deadline: at most three tries of at most two seconds. */
export const dynamoClient = () =>
  new DynamoDBClient({
    maxAttempts: 3,
    // Without throwOnRequestTimeout the SDK would only warn, and wait for ever.
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });

/** Whether DynamoDB found the request itself to be wrong, as for a value or a row that does not fit: no repetition helps. */
export const isInvalidRequest = (error: unknown): error is Error =>
  error instanceof DynamoDBServiceException && error.name === 'ValidationException';

/** Awaits a write whose failed condition means that there is nothing left to do. */
export async function unlessConditionFails(write: Promise<unknown>) {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
