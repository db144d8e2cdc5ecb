import { randomUUID } from 'node:crypto';
import type {
  BatchExecuteStatementOutput,
  BatchGetItemOutput,
  GetItemOutput,
  PutItemOutput,
  QueryOutput,
  RestoreSummary,
  TransactWriteItemsOutput,
  UpdateItemOutput,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { awsJson, type Environment } from './aws-posts.ts';
import { DYNAMO_LIMITS, type Dynamo } from './dynamo.ts';

/**
 * DynamoDB for the functions that run with each order: the operations that they use, without the SDK, which would be most of
 * their cold start and half of their CPU. Everything else takes `dynamoClient`. ADR 027.
 */
export function leanDynamo(environment: Environment = process.env): Dynamo {
  const call = awsJson({
    environment,
    service: 'dynamodb',
    endpointIn: 'AWS_ENDPOINT_URL_DYNAMODB',
    ...{ target: 'DynamoDB_20120810', version: '1.0', maxSockets: 100, ...DYNAMO_LIMITS },
  });
  const operation = operationsBy(call);
  const transact = operation('TransactWriteItems', answer<TransactWriteItemsOutput>());
  const describe = operation('DescribeTable', DescribedTable);
  return {
    getItem: operation('GetItem', answer<GetItemOutput>()),
    putItem: operation('PutItem', answer<PutItemOutput>()),
    updateItem: operation('UpdateItem', answer<UpdateItemOutput>()),
    query: operation('Query', answer<QueryOutput>()),
    batchGetItem: operation('BatchGetItem', answer<BatchGetItemOutput>()),
    batchExecuteStatement: operation('BatchExecuteStatement', answer<BatchExecuteStatementOutput>()),
    // As the SDK does: a repetition is known by its token, so that it does not meet its own first try.
    transactWriteItems: (input) => transact({ ClientRequestToken: randomUUID(), ...input }),
    async describeTable(input) {
      const { Table } = await describe(input);
      const { CreationDateTime: seconds } = Table;
      return { Table: { ...Table, CreationDateTime: new Date(Math.round(seconds * 1_000)) } };
    },
  };
}

/** The operations of a service, as the SDK's methods are called. */
export const operationsBy =
  (call: ReturnType<typeof awsJson>) =>
  <Output>(name: string, output: z.ZodMiniType<Output>) =>
  async (input: object, { abortSignal }: { readonly abortSignal?: AbortSignal } = {}): Promise<Output> =>
    z.parse(output, await call(name, input, abortSignal));

/** An answer is in the form of the API's description, as the SDK takes it to be. */
export const answer = <Output>() => z.custom<Output>((value) => typeof value === 'object' && value !== null);

/** What is read of a table; the time is in seconds since 1970, with a fraction. */
const DescribedTable = z.object({
  Table: z.object({
    TableId: z.optional(z.string()),
    TableArn: z.string(),
    CreationDateTime: z.number(),
    RestoreSummary: z.optional(z.custom<RestoreSummary>((value) => typeof value === 'object')),
  }),
});
