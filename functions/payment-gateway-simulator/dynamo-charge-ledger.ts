import { type DynamoDB, type Put, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { conditionalWrite, type DynamoItem } from '../platform/dynamo.ts';
import {
  type ChargeLedger,
  type Committed,
  isCreation,
  KeyUse,
  LedgerRecord,
  type Page,
  PaymentIntentRecord,
  timePrefix,
} from './charge-ledger.ts';

interface DynamoChargeLedgerDeps {
  readonly dynamo: DynamoDB;
  readonly table: string;
}

/** All intents share one partition, which is enough for a simulator: 1,000 writes a second. */
const INTENTS = 'payment_intents';

const item = (value: object): DynamoItem => marshall(value, { removeUndefinedValues: true });
const keyOf = (id: string) => (id.startsWith('pi_') ? { pk: INTENTS, sk: id } : { pk: id, sk: 'object' });

export function dynamoChargeLedger(deps: DynamoChargeLedgerDeps): ChargeLedger {
  const { dynamo, table: TableName } = deps;

  async function keyUsed(earlier: DynamoItem): Promise<Committed> {
    const use = z.parse(KeyUse, unmarshall(earlier));
    // A creation that crashed between its two writes is finished here.
    const { record } = use.response ?? {};
    if (record?.version === 1) await write(dynamo, [recordPut(TableName, record)]);
    return { kind: 'key-used', use };
  }

  return {
    async commit(commit) {
      const { use, changes, pruneBefore } = commit;
      const key = use ? [keyPut(TableName, use, pruneBefore)] : [];
      const records = changes.map((record) => recordPut(TableName, record));
      const failures = await write(dynamo, isCreation(commit) ? key : [...key, ...records]);
      const earlierUse = failures.find((failure) => failure && 'pk' in failure);
      if (earlierUse) return keyUsed(earlierUse);
      if (failures.some((failure) => failure !== undefined)) return { kind: 'changed' };
      // A transaction takes DynamoDB twice as long as two writes, and this is the path of every order.
      if (isCreation(commit)) await write(dynamo, records);
      return { kind: 'committed' };
    },
    async find(id) {
      // Longer than any id, and maybe than any key may be.
      if (id.length > 255) return undefined;
      const { Item } = await dynamo.getItem({ TableName, Key: item(keyOf(id)), ConsistentRead: true });
      return Item && z.parse(LedgerRecord, unmarshall(Item));
    },
    async markOnce(what) {
      const mark = { TableName, Item: item({ pk: `once#${what}`, sk: 'mark' }), ...IF_ABSENT };
      const [failure] = await write(dynamo, [mark]);
      return failure === undefined;
    },
    async listIntents(page) {
      const intents = await queryIntents(deps, page);
      const shown = intents.slice(0, page.limit);
      return { intents: page.endingBefore ? shown.reverse() : shown, hasMore: intents.length > page.limit };
    },
  };
}

const IF_ABSENT = { ConditionExpression: 'attribute_not_exists(pk)' };

const recordPut = (TableName: string, record: LedgerRecord): Put => ({
  TableName,
  Item: item({ ...keyOf(record.id), ...record }),
  ...(record.version === 1
    ? IF_ABSENT
    : {
        ConditionExpression: 'version = :before',
        ExpressionAttributeValues: item({ ':before': record.version - 1 }),
      }),
});

const keyPut = (TableName: string, use: KeyUse, pruneBefore: number): Put => ({
  TableName,
  Item: item({ pk: `key#${use.key}`, sk: 'use', ...use }),
  ConditionExpression:
    'attribute_not_exists(pk) OR usedAt < :pruneBefore OR (attribute_not_exists(#response) AND #token = :token)',
  ExpressionAttributeNames: { '#response': 'response', '#token': 'token' },
  ExpressionAttributeValues: item({ ':pruneBefore': pruneBefore, ':token': use.token }),
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
});

/** Writes all or nothing. Answers for each what stood in its way: the use of the key, else an empty item. */
async function write(dynamo: DynamoDB, puts: readonly Put[]): Promise<readonly (DynamoItem | undefined)[]> {
  const [only, ...others] = puts;
  try {
    if (only && others.length === 0) {
      const { kind, row = {} } = await conditionalWrite(dynamo.putItem(only));
      return kind === 'written' ? [] : [row];
    }
    await dynamo.transactWriteItems({ TransactItems: puts.map((put) => ({ Put: put })) });
    return [];
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    return (error.CancellationReasons ?? []).map(({ Code, Item }) => (Code === 'None' ? undefined : (Item ?? {})));
  }
}

/** One more than the page holds, if there are as many. A query ends at one megabyte, so it may take several. */
async function queryIntents({ dynamo, table }: DynamoChargeLedgerDeps, page: Page): Promise<PaymentIntentRecord[]> {
  const { from, to } = boundsOf(page);
  const intents: PaymentIntentRecord[] = [];
  let after: DynamoItem | undefined;
  do {
    if (from > to) break;
    const { Items = [], LastEvaluatedKey } = await dynamo.query({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: item({ ':pk': INTENTS, ':from': from, ':to': to }),
      ExclusiveStartKey: after,
      ScanIndexForward: page.endingBefore !== undefined,
      ConsistentRead: true,
      Limit: page.limit + 2,
    });
    const found = Items.map((found) => z.parse(PaymentIntentRecord, unmarshall(found)));
    intents.push(...found.filter(({ id }) => id !== page.startingAfter && id !== page.endingBefore));
    after = LastEvaluatedKey;
  } while (after && intents.length <= page.limit);
  return intents;
}

const AFTER_ALL = 'pi_~';

/** The ids between which the page lies, cursors included: a range of keys can't leave its ends out. */
function boundsOf({ startingAfter = AFTER_ALL, endingBefore = '', createdFrom, createdBefore }: Page) {
  const oldest = timePrefix(createdFrom);
  const newest = createdBefore === undefined ? AFTER_ALL : timePrefix(createdBefore);
  return { from: endingBefore > oldest ? endingBefore : oldest, to: startingAfter < newest ? startingAfter : newest };
}
