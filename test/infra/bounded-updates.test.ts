import { DynamoDB, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { dynamoHintedPayments } from '../../functions/gateway-webhook/dynamo-hinted-payments.ts';
import { dynamoPaymentOutbox } from '../../functions/outbox-publisher/dynamo-order-outbox.ts';
import { stages } from '../../lib/stages.ts';
import { PLACED_AT } from '../doubles/order-builders.ts';
import { anEventEntry } from '../doubles/record-builders.ts';
import { resource, synthesise } from './synthesise.ts';

const Bounded = z.object({ 'ForAllValues:StringEquals': z.object({ 'dynamodb:Attributes': z.array(z.string()) }) });
const Policy = z.object({
  PolicyDocument: z.object({
    Statement: z.array(z.object({ Action: z.unknown(), Condition: z.optional(z.unknown()) })),
  }),
});

/** The attributes of payments that the role of a function may name. */
function allowed(id: string): readonly string[] {
  const { flow } = synthesise(stages.dev);
  const { Statement } = Policy.parse(resource(flow, 'AWS::IAM::Policy', `${id}FunctionRole`)).PolicyDocument;
  const update = Statement.find(({ Action }) => Action === 'dynamodb:UpdateItem');
  return Bounded.parse(update?.Condition)['ForAllValues:StringEquals']['dynamodb:Attributes'];
}

const NOT_NAMES = /:\w+|\b(?:SET|REMOVE|AND|OR|NOT|IN|attribute_(?:not_)?exists|if_not_exists)\b/g;

/** The attributes that an update names; an alias is the name behind a #. */
const named = ({ Key = {}, UpdateExpression = '', ConditionExpression = '' }: UpdateItemCommandInput) => [
  ...Object.keys(Key),
  ...(`${UpdateExpression} ${ConditionExpression}`.replace(NOT_NAMES, '').match(/\w+/g) ?? []),
];

/** Sends nothing; keeps what would have been sent. */
function recordedUpdates() {
  const updates: UpdateItemCommandInput[] = [];
  const dynamo = new DynamoDB({ region: 'us-east-1' });
  dynamo.middlewareStack.add(
    () => async (args) => {
      updates.push({ TableName: undefined, Key: undefined, ...args.input });
      return { output: { $metadata: {} }, response: undefined };
    },
    { step: 'initialize' },
  );
  return { dynamo, updates };
}

function expectBounded(updates: readonly UpdateItemCommandInput[], id: string) {
  expect(updates).toHaveLength(1);
  expect(new Set(updates.flatMap(named))).toEqual(new Set(allowed(id)));
  for (const update of updates) {
    expect(update).not.toHaveProperty('ReturnValues');
    expect(update).not.toHaveProperty('ReturnValuesOnConditionCheckFailure');
    for (const [alias, name] of Object.entries(update.ExpressionAttributeNames ?? {})) expect(alias).toBe(`#${name}`);
  }
}

describe('updates name the attributes that their role may name, and ask for nothing back', () => {
  it('of the payment publisher', async () => {
    const { dynamo, updates } = recordedUpdates();
    const outbox = dynamoPaymentOutbox({ dynamo, table: 'payments', now: () => new Date(PLACED_AT) });

    await outbox.refuse({ kind: 'poison', rowKey: 'ord_1.order-placed.1', reason: 'too large' });
    await outbox.close(anEventEntry(), { topic: 't', partition: 0, offset: 7, acknowledgedAt: PLACED_AT });

    expectBounded(updates, 'PaymentPublisher');
  });

  it("of the gateway's webhook", async () => {
    const { dynamo, updates } = recordedUpdates();

    await dynamoHintedPayments({ dynamo, table: 'payments' }).dueNow('ord_1.order-placed.1', PLACED_AT);

    expectBounded(updates, 'GatewayWebhook');
  });
});
