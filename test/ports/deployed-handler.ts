import type { Context } from 'aws-lambda';
import { inject, vi } from 'vitest';
import { encodeRecord, type KafkaRecord } from '../../functions/platform/kafka-record.ts';

/** A function's handler, as Lambda calls it. */
export type Handler = (event: unknown, context: Context) => Promise<unknown>;

/**
 * A function's handler with its whole wiring, as it is deployed. It reads its environment when it is loaded, and test files
 * share a process: it is loaded anew, or it would be the one that another file has wired. The variables stay set.
 */
export async function wireHandler(name: string, environment: Readonly<Record<string, string>>): Promise<Handler> {
  stubFunctionEnv({ POWERTOOLS_SERVICE_NAME: name, ...environment });
  vi.resetModules();
  const { handler } = (await import(`../../functions/${name}/handler.ts`)) as { handler: Handler };
  return handler;
}

/** Sets what a function reads from its environment, with the run's DynamoDB Local and credentials of nobody. */
function stubFunctionEnv(environment: Readonly<Record<string, string>>) {
  const everyFunction = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: inject('dynamodbEndpoint'),
  };
  for (const [name, value] of Object.entries({ ...everyFunction, ...environment })) vi.stubEnv(name, value);
}

/** An invocation with so many milliseconds left. */
export const withLeft = (milliseconds: number) => ({ getRemainingTimeInMillis: () => milliseconds }) as Context;

/** The event of a Kafka source with these records of one partition. */
export const kafkaSourceEvent = (...records: readonly KafkaRecord[]) => ({
  records: Object.fromEntries([
    [
      `${records[0]?.topic}-${records[0]?.partition}`,
      records.map((record) => ({
        ...encodeRecord(record),
        headers: record.headers.map(({ name, value }) => ({ [name]: value && [...value] })),
      })),
    ],
  ]),
});
