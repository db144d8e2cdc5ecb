import type { Put } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { conditionalWrite, type Dynamo, type DynamoItem, transaction } from '../platform/dynamo.ts';
import {
  type ChargeLedger,
  type Committed,
  isCreation,
  KeyUse,
  LedgerRecord,
  type Page,
  PaymentIntentRecord,
  RefundRecord,
  timePrefix,
} from './charge-ledger.ts';

interface DynamoChargeLedgerDeps {
  readonly dynamo: Dynamo;
  readonly table: string;
}

/** All intents share one partition, and all refunds, which is enough for a simulator: 1,000 writes a second. */
const INTENTS = { pk: 'payment_intents', kind: 'pi' } as const;
const REFUNDS = { pk: 'refunds', kind: 're' } as const;
type Listed = typeof INTENTS | typeof REFUNDS;

const item = (value: object): DynamoItem => marshall(value, { removeUndefinedValues: true });
const keyOf = (id: string) => {
  const listed = [INTENTS, REFUNDS].find(({ kind }) => id.startsWith(`${kind}_`));
  return listed ? { pk: listed.pk, sk: id } : keyByItself(id);
};
/** Also of refunds that were made before they were listed. */
const keyByItself = (id: string) => ({ pk: id, sk: 'object' });

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
      const get = (key: object) => dynamo.getItem({ TableName, Key: item(key), ConsistentRead: true });
      const { Item = id.startsWith('re_') ? (await get(keyByItself(id))).Item : undefined } = await get(keyOf(id));
      return Item && z.parse(LedgerRecord, unmarshall(Item));
    },
    async markOnce(what) {
      const mark = { TableName, Item: item({ pk: `once#${what}`, sk: 'mark' }), ...IF_ABSENT };
      const [failure] = await write(dynamo, [mark]);
      return failure === undefined;
    },
    async listIntents(page) {
      const { shown, hasMore } = await list(deps, INTENTS, page);
      return { intents: shown.map((found) => z.parse(PaymentIntentRecord, found)), hasMore };
    },
    async listRefunds(page) {
      const { shown, hasMore } = await list(deps, REFUNDS, page);
      return { refunds: shown.map((found) => z.parse(RefundRecord, found)), hasMore };
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
async function write(dynamo: Dynamo, puts: readonly Put[]): Promise<readonly (DynamoItem | undefined)[]> {
  const [only, ...others] = puts;
  if (only === undefined || others.length > 0)
    return transaction(dynamo.transactWriteItems({ TransactItems: puts.map((put) => ({ Put: put })) }));
  const { kind, row = {} } = await conditionalWrite(dynamo.putItem(only));
  return kind === 'written' ? [] : [row];
}

async function list(deps: DynamoChargeLedgerDeps, listed: Listed, page: Page) {
  const found = await queryListed(deps, listed, page);
  const shown = found.slice(0, page.limit);
  return { shown: page.endingBefore ? shown.reverse() : shown, hasMore: found.length > page.limit };
}

/** One more than the page holds, if there are as many. A query ends at one megabyte, so it may take several. */
async function queryListed({ dynamo, table }: DynamoChargeLedgerDeps, { pk, kind }: Listed, page: Page) {
  const { from, to } = boundsOf(page, kind);
  const wanted: Readonly<Record<string, unknown>>[] = [];
  let after: DynamoItem | undefined;
  do {
    if (from > to) break;
    const { Items = [], LastEvaluatedKey } = await dynamo.query({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: item({ ':pk': pk, ':from': from, ':to': to }),
      ExclusiveStartKey: after,
      ScanIndexForward: page.endingBefore !== undefined,
      ConsistentRead: true,
      Limit: page.limit + 2,
    });
    const found = Items.map((one) => unmarshall(one));
    wanted.push(...found.filter(({ id }) => id !== page.startingAfter && id !== page.endingBefore));
    after = LastEvaluatedKey;
  } while (after && wanted.length <= page.limit);
  return wanted;
}

/** The ids between which the page lies, cursors included: a range of keys can't leave its ends out. */
function boundsOf(page: Page, kind: Listed['kind']) {
  const { startingAfter = `${kind}_~`, endingBefore = '', createdFrom, createdBefore } = page;
  const oldest = timePrefix(createdFrom, kind);
  const newest = createdBefore === undefined ? `${kind}_~` : timePrefix(createdBefore, kind);
  return { from: endingBefore > oldest ? endingBefore : oldest, to: startingAfter < newest ? startingAfter : newest };
}
