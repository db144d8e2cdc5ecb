import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { type ChargeLedger, KeyUse } from './charge-ledger.ts';
import { PaymentIntent, timePrefix } from './payment-intent.ts';

interface DynamoChargeLedgerDeps {
  readonly dynamo: DynamoDBClient;
  readonly table: string;
}

type Item = Parameters<typeof unmarshall>[0];

/** All intents share one partition, which is enough for a simulator: 1,000 charges a second. */
const INTENTS = 'intents';
const intentKey = (id: string) => marshall({ pk: INTENTS, sk: id });
const useKey = (key: string) => ({ pk: `key#${key}`, sk: 'first-use' });

const readUse = (item: Item) => z.parse(KeyUse, unmarshall(item));
const readIntent = (item: Item) => z.parse(PaymentIntent, unmarshall(item));

export function dynamoChargeLedger({ dynamo, table: TableName }: DynamoChargeLedgerDeps): ChargeLedger {
  return {
    async rememberKey(use, pruneBefore) {
      const put = new PutItemCommand({
        TableName,
        Item: marshall({ ...useKey(use.key), ...use }),
        ConditionExpression: 'attribute_not_exists(pk) OR usedAt < :pruneBefore',
        ExpressionAttributeValues: marshall({ ':pruneBefore': pruneBefore.toISOString() }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const earlier = await obstacle(dynamo.send(put));
      return earlier ? readUse(earlier) : use;
    },
    async storeIntent(intent) {
      const put = new PutItemCommand({
        TableName,
        Item: { ...intentKey(intent.id), ...marshall(intent) },
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      await obstacle(dynamo.send(put));
    },
    async findIntent(id) {
      const { Item } = await dynamo.send(new GetItemCommand({ TableName, Key: intentKey(id), ConsistentRead: true }));
      return Item && readIntent(Item);
    },
    async cancelIntent(id) {
      const update = new UpdateItemCommand({
        TableName,
        Key: intentKey(id),
        UpdateExpression: 'SET #status = :canceled',
        ConditionExpression: '#status IN (:waitsForAction, :waitsForMethod)',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: marshall({
          ':canceled': 'canceled',
          ':waitsForAction': 'requires_action',
          ':waitsForMethod': 'requires_payment_method',
        }),
      });
      return (await obstacle(dynamo.send(update))) === undefined;
    },
    async listIntents({ limit, startingAfter, createdFrom }) {
      const { Items = [] } = await dynamo.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND sk >= :from',
          ExpressionAttributeValues: marshall({ ':pk': INTENTS, ':from': timePrefix(createdFrom) }),
          ExclusiveStartKey: startingAfter === undefined ? undefined : intentKey(startingAfter),
          ScanIndexForward: false,
          ConsistentRead: true,
          Limit: limit + 1,
        }),
      );
      return { intents: Items.slice(0, limit).map(readIntent), hasMore: Items.length > limit };
    },
  };
}

/** What stood in the way of a conditional write; undefined when it was written. */
async function obstacle(write: Promise<unknown>): Promise<Item | undefined> {
  try {
    await write;
    return undefined;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return error.Item ?? {};
    throw error;
  }
}
