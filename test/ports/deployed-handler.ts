import type { Context } from 'aws-lambda';
import { inject, vi } from 'vitest';
import { encodeRecord, type KafkaRecord } from '../../functions/platform/kafka-record.ts';

/** A function's handler, as Lambda calls it. */
export type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** Sets what a function reads from its environment, with the run's DynamoDB Local and credentials of nobody. */
export function stubFunctionEnv(environment: Readonly<Record<string, string>>) {
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
