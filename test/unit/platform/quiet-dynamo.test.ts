import { DynamoDB, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { quietDynamo } from '../../../functions/platform/dynamo.ts';

/** What a client writes into its log about its calls, of which one comes to nothing. */
async function logOf(make: (config: DynamoDBClientConfig) => DynamoDB): Promise<readonly unknown[]> {
  const logged: unknown[] = [];
  const log = (...line: readonly unknown[]) => {
    if (JSON.stringify(line).includes('ListTablesCommand')) logged.push(line);
  };
  const dynamo = make({
    ...{ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' }, maxAttempts: 1 },
    logger: { debug: log, info: log, warn: log, error: log },
    requestHandler: { handle: () => Promise.reject(new Error('no way')) },
  });
  await expect(dynamo.listTables({})).rejects.toThrow('no way');
  return logged;
}

describe("the SDK's client of DynamoDB", () => {
  it('prepares nothing for a log that nobody reads', async () => {
    expect(await logOf(quietDynamo)).toEqual([]);
    expect(await logOf((config) => new DynamoDB(config))).not.toEqual([]);
  });
});
