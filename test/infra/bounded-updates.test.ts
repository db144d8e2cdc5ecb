import { DynamoDBClient, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { dynamoPaymentOutbox } from '../../functions/outbox-publisher/dynamo-payment-outbox.ts';
import { stages } from '../../lib/stages.ts';
import { PLACED_AT } from '../doubles/order-builders.ts';
import { anEventEntry } from '../doubles/record-builders.ts';
import { resource } from './resources.ts';
import { synthesise } from './synthesise.ts';

const Bounded = z.object({ 'ForAllValues:StringEquals': z.object({ 'dynamodb:Attributes': z.array(z.string()) }) });
const Policy = z.object({
  PolicyDocument: z.object({
    Statement: z.array(z.object({ Action: z.unknown(), Condition: z.optional(z.unknown()) })),
  }),
});

/** The attributes that the role of the payment publisher may name. */
function allowed(): readonly string[] {
  const { flow } = synthesise(stages.dev);
  const { Statement } = Policy.parse(resource(flow, 'AWS::IAM::Policy', 'PaymentPublisherFunctionRole')).PolicyDocument;
  const update = Statement.find(({ Action }) => Action === 'dynamodb:UpdateItem');
  return Bounded.parse(update?.Condition)['ForAllValues:StringEquals']['dynamodb:Attributes'];
}

const NOT_NAMES = /:\w+|\b(?:SET|REMOVE|AND|OR|NOT|attribute_(?:not_)?exists|if_not_exists)\b/g;

/** The attributes that an update names, and what it answers with. */
const named = ({ Key = {}, UpdateExpression = '', ConditionExpression = '' }: UpdateItemCommandInput) => [
  ...Object.keys(Key),
  ...(`${UpdateExpression} ${ConditionExpression}`.replace(NOT_NAMES, '').match(/\w+/g) ?? []),
];

/** Sends nothing; keeps what would have been sent. */
function recordedUpdates() {
  const updates: UpdateItemCommandInput[] = [];
  const dynamo = new DynamoDBClient({ region: 'us-east-1' });
  dynamo.middlewareStack.add(
    () => async (args) => {
      updates.push({ TableName: undefined, Key: undefined, ...args.input });
      return { output: { $metadata: {} }, response: undefined };
    },
    { step: 'initialize' },
  );
  return { dynamo, updates };
}

describe("the payment publisher's updates", () => {
  it('name the attributes that its role may name, and ask for nothing back', async () => {
    const { dynamo, updates } = recordedUpdates();
    const outbox = dynamoPaymentOutbox({ dynamo, table: 'payments', now: () => new Date(PLACED_AT) });

    await outbox.refuse({ kind: 'poison', rowKey: 'ord_1.order-placed.1', reason: 'too large' });
    await outbox.close(anEventEntry(), { topic: 't', partition: 0, offset: 7, acknowledgedAt: PLACED_AT });

    expect(updates).toHaveLength(1);
    expect(new Set(updates.flatMap(named))).toEqual(new Set(allowed()));
    for (const update of updates) {
      expect(update).not.toHaveProperty('ReturnValues');
      expect(update).not.toHaveProperty('ReturnValuesOnConditionCheckFailure');
      expect(update).not.toHaveProperty('ExpressionAttributeNames');
    }
  });
});
