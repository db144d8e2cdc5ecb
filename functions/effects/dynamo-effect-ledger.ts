import type { PutItemInput, UpdateItemInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { DUE_EFFECTS, EffectRow } from '../contracts/effect-row.ts';
import { PoisonRecordError } from '../platform/decode-event.ts';
import { dueKeys } from '../platform/due-index.ts';
import { type ConditionalWrite, conditionalWrite, type Dynamo, type DynamoItem } from '../platform/dynamo.ts';
import { problemsOf } from '../platform/error-messages.ts';
import type { EffectLedger } from './effect-ledger.ts';

interface EffectTable {
  readonly dynamo: Dynamo;
  /** With the key `effectKey` and the index DUE_EFFECTS. */
  readonly table: string;
}

/** A failed condition may be the SDK's own retry that meets its first write: then it is a success. */
export function dynamoEffectLedger(deps: EffectTable): EffectLedger {
  const { dynamo, table } = deps;
  const update = updates(deps);
  return {
    async find(effectKey) {
      const key = { TableName: table, Key: marshall({ effectKey }), ConsistentRead: true };
      const { Item } = await dynamo.getItem(key);
      return Item && readEffectRow(Item);
    },
    async insert(claim) {
      const put: PutItemInput = {
        TableName: table,
        Item: marshall(claim, { removeUndefinedValues: true }),
        ConditionExpression: 'attribute_not_exists(effectKey)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      };
      const write = await conditionalWrite(dynamo.putItem(put));
      if (write.kind === 'written') return undefined;
      const obstacle = rowOf(write);
      return obstacle.leaseToken === claim.leaseToken ? undefined : obstacle;
    },
    async takeOver(seen, lease) {
      const change = { state: 'CLAIMED', ...lease };
      const row = await update(seen.effectKey, {
        expression: `SET ${settingOf(change)}, #attempts = #attempts + :one`,
        condition: '#state = :seenState AND #leaseToken = :seenToken AND #dueAt = :seenDueAt',
        values: {
          ...valuesOf(change),
          ':one': 1,
          ':seenState': seen.state,
          ':seenToken': seen.leaseToken,
          ':seenDueAt': seen.dueAt,
        },
      });
      return row.state === 'CLAIMED' && row.leaseToken === lease.leaseToken ? { claim: row } : { obstacle: row };
    },
    async end({ effectKey, leaseToken }, end) {
      const row = await update(effectKey, {
        expression: `SET ${settingOf(end)}${end.state === 'PARKED' ? '' : ' REMOVE #dueAt, #dueShard'}`,
        condition: '#leaseToken = :mine AND #state = :claimed',
        values: { ...valuesOf(end), ':mine': leaseToken, ':claimed': 'CLAIMED' },
      });
      return row.leaseToken === leaseToken && row.state === end.state ? undefined : row;
    },
    due: dueEffects(deps),
  };
}

interface EffectUpdate {
  /** `#name` stands for the attribute of that name: some are DynamoDB's own words. */
  readonly expression: string;
  readonly condition: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A single conditional update of a row; answers the row as it is after it, whoever wrote it last. */
const updates =
  ({ dynamo, table }: EffectTable) =>
  async (effectKey: string, { expression, condition, values }: EffectUpdate) => {
    const names = `${expression} ${condition}`.matchAll(/#(\w+)/g);
    const update: UpdateItemInput = {
      TableName: table,
      Key: marshall({ effectKey }),
      UpdateExpression: expression,
      ConditionExpression: condition,
      ExpressionAttributeNames: Object.fromEntries(Array.from(names, ([alias, name = '']) => [alias, name])),
      ExpressionAttributeValues: marshall(values),
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    };
    return rowOf(await conditionalWrite(dynamo.updateItem(update)));
  };

/** @throws where there is no row, which is never the case after a claim. */
function rowOf(write: ConditionalWrite): EffectRow {
  if (write.row !== undefined) return readEffectRow(write.row);
  throw write.kind === 'refused' ? write.error : new Error('a write answered no row');
}

function readEffectRow(item: DynamoItem): EffectRow {
  const row = z.safeParse(EffectRow, unmarshall(item, { wrapNumbers: (number) => Number(number) }));
  if (row.success) return row.data;
  throw new PoisonRecordError('UnreadableEffect', `the effect's row can't be read: ${problemsOf(row.error)}`);
}

const settingOf = (change: object) =>
  Object.keys(change)
    .map((name) => `#${name} = :${name}`)
    .join(', ');

const valuesOf = (change: object) =>
  Object.fromEntries(Object.entries(change).map(([name, value]) => [`:${name}`, value]));

const IndexKey = z.object({ effectKey: z.string(), dueAt: z.string() });

function dueEffects(effects: EffectTable): EffectLedger['due'] {
  const due = dueKeys({ ...effects, index: DUE_EFFECTS });
  return async (by, after) => {
    const { keys, next } = await due(by, after);
    return { effects: keys.map((key) => z.parse(IndexKey, key)), next };
  };
}
