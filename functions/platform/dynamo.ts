import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A client whose calls end well before a function's deadline: at most three tries of at most two seconds. */
export const dynamoClient = () =>
  new DynamoDBClient({
    maxAttempts: 3,
    // Without throwOnRequestTimeout the SDK would only warn, and wait for ever.
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
  });

/** Awaits a write whose failed condition means that there is nothing left to do. */
export async function unlessConditionFails(write: Promise<unknown>) {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
