import {
  type AttributeValue,
  type BatchExecuteStatementInput,
  type BatchExecuteStatementOutput,
  type BatchGetItemInput,
  type BatchGetItemOutput,
  type DescribeTableInput,
  DynamoDB,
  type DynamoDBClientConfig,
  type GetItemInput,
  type GetItemOutput,
  type KeysAndAttributes,
  type PutItemInput,
  type PutItemOutput,
  type QueryInput,
  type QueryOutput,
  type TableDescription,
  type TransactWriteItemsInput,
  type TransactWriteItemsOutput,
  type UpdateItemInput,
  type UpdateItemOutput,
} from '@aws-sdk/client-dynamodb';

/**
 * What the functions ask of DynamoDB, in the words of its API: the SDK's `DynamoDB` is one, and `leanDynamo` another for those
 * that run with each order. They reject with the SDK's errors, which are told apart by their `name`.
 */
export interface Dynamo {
  readonly getItem: (input: GetItemInput) => Promise<GetItemOutput>;
  readonly putItem: (input: PutItemInput) => Promise<PutItemOutput>;
  readonly updateItem: (input: UpdateItemInput) => Promise<UpdateItemOutput>;
  readonly query: (input: QueryInput) => Promise<QueryOutput>;
  readonly batchGetItem: (input: BatchGetItemInput) => Promise<BatchGetItemOutput>;
  readonly batchExecuteStatement: (input: BatchExecuteStatementInput) => Promise<BatchExecuteStatementOutput>;
  readonly transactWriteItems: (input: TransactWriteItemsInput) => Promise<TransactWriteItemsOutput>;
  readonly describeTable: (input: DescribeTableInput) => Promise<{ readonly Table?: DescribedTable | undefined }>;
}

type DescribedTable = Pick<TableDescription, 'TableId' | 'TableArn' | 'CreationDateTime' | 'RestoreSummary'>;

/** Calls end well before a function's deadline: at most three tries of at most two seconds. */
export const DYNAMO_LIMITS = { maxAttempts: 3, connectionTimeout: 1_000, requestTimeout: 2_000 };

/** As many as records are processed at once; the SDK's own number is 50. */
const SOCKETS = { keepAlive: true, maxSockets: 100 };

/** The SDK's client, within these limits. */
export function dynamoClient(limits = DYNAMO_LIMITS): DynamoDB {
  const { maxAttempts, ...timeouts } = limits;
  return quietDynamo({
    maxAttempts,
    // Without throwOnRequestTimeout the SDK would only warn, and wait for ever.
    requestHandler: { ...timeouts, throwOnRequestTimeout: true, httpAgent: SOCKETS, httpsAgent: SOCKETS },
  });
}

/**
 * The SDK's client without its log, which nobody reads: where two copies of the SDK's parts are installed, it copies each answer for
 * that log and then drops it. Of a scan that was half of the CPU.
 */
export function quietDynamo(config: DynamoDBClientConfig): DynamoDB {
  const client = new DynamoDB(config);
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

/** Whether DynamoDB found the request itself to be wrong, as for a value or a row that does not fit: no repetition helps. */
export const isInvalidRequest = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'ValidationException';

export type DynamoItem = Record<string, AttributeValue>;

/** `row`: as it is after the write, or as it stood in the way; undefined where it isn't there, or wasn't asked for. */
export type ConditionalWrite =
  | { readonly kind: 'written'; readonly row: DynamoItem | undefined }
  | { readonly kind: 'refused'; readonly row: DynamoItem | undefined; readonly error: Error };

interface ConditionalCheckFailed extends Error {
  readonly Item?: DynamoItem;
}

const isConditionalCheckFailed = (error: unknown): error is ConditionalCheckFailed =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

interface TransactionCanceled extends Error {
  readonly CancellationReasons?: readonly { readonly Code?: string; readonly Item?: DynamoItem }[];
}

const isTransactionCanceled = (error: unknown): error is TransactionCanceled =>
  error instanceof Error && error.name === 'TransactionCanceledException';

/** Awaits a transaction: for each of its writes what stood in its way, an empty item where there is no row; none if it is written. */
export async function transaction(write: Promise<unknown>): Promise<readonly (DynamoItem | undefined)[]> {
  try {
    await write;
    return [];
  } catch (error) {
    if (!isTransactionCanceled(error)) throw error;
    return (error.CancellationReasons ?? []).map(({ Code, Item }) => (Code === 'None' ? undefined : (Item ?? {})));
  }
}

/** Awaits a write of one row; its failed condition is an expected outcome. The client's own retry may meet its first write. */
export async function conditionalWrite(
  write: Promise<{ readonly Attributes?: DynamoItem | undefined }>,
): Promise<ConditionalWrite> {
  try {
    return { kind: 'written', row: (await write).Attributes };
  } catch (error) {
    if (!isConditionalCheckFailed(error)) throw error;
    return { kind: 'refused', row: error.Item, error };
  }
}

/** Cuts what is to be asked or written into requests of this many at most, in its order. */
export const batchesOf = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, batch) => items.slice(batch * size, (batch + 1) * size));

/** DynamoDB's limit for `getBatch`. */
export const KEYS_A_REQUEST = 100;

/** Reads up to 100 rows by one request: those that are there, in no order, and the keys that DynamoDB did not come to. */
export async function getBatch(dynamo: Pick<Dynamo, 'batchGetItem'>, table: string, request: KeysAndAttributes) {
  const { Responses, UnprocessedKeys } = await dynamo.batchGetItem({ RequestItems: { [table]: request } });
  return { items: Responses?.[table] ?? [], left: UnprocessedKeys?.[table]?.Keys ?? [] };
}
