import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoEffectLedger } from '../../functions/effects/dynamo-effect-ledger.ts';
import { retryDueEffects } from '../../functions/effects/retry-due-effects.ts';
import { runOnce } from '../../functions/effects/run-once.ts';
import { PoisonRecordError } from '../../functions/platform/decode-event.ts';
import { anOpenEffect, EFFECT_LEASE, effectsInMemory, KEY, LOST, moment, parcel } from '../harness/effects.ts';
import { createEffectsTable, testDynamoDb } from '../harness/test-tables.ts';

async function inDynamoDb() {
  const dynamo = testDynamoDb();
  const table = await createEffectsTable(dynamo);
  return { dynamo, table, ledger: dynamoEffectLedger({ dynamo, table }) };
}

describe('an effect whose row can not be read', () => {
  it.each([
    ['holds another state', { state: 'LOST' }],
    ['is open without being due', { dueAt: undefined }],
    ['holds no JSON', { input: '{' }],
  ])('since it %s is poison for a consumer, counted by a retrier, and not written', async (_what, odd) => {
    const { dynamo, table, ledger } = await inDynamoDb();
    const item = marshall({ ...anOpenEffect(), ...odd, dueShard: '0' }, { removeUndefinedValues: true });
    await dynamo.send(new PutItemCommand({ TableName: table, Item: item }));
    const { deps, calls } = effectsInMemory();
    const failed: string[] = [];
    const retryDue = retryDueEffects({
      ...deps({ ledger }),
      now: () => moment(100),
      report: () => undefined,
      failed: (effectKey) => failed.push(effectKey),
      concurrency: 1,
    });

    await expect(runOnce(deps({ ledger }))({ key: KEY, input: parcel })).rejects.toThrow(PoisonRecordError);
    await retryDue({ deadline: moment(200) });

    expect(failed).toEqual('dueAt' in odd ? [] : [KEY]);
    expect(calls).toEqual([]);
    await expect(ledger.find(KEY)).rejects.toThrow(PoisonRecordError);
  });
});

describe('an effect over a real table', () => {
  it('is parked, found by a retrier, and done', async () => {
    const { ledger } = await inDynamoDb();
    const { deps, clock, calls } = effectsInMemory();
    const report: string[] = [];
    expect(await runOnce(deps({ ledger, effect: async () => LOST }))({ key: KEY, input: parcel })).toBe('parked');
    clock.seconds = EFFECT_LEASE;

    const retryDue = retryDueEffects({
      ...deps({ ledger }),
      report: (_row, outcome) => report.push(outcome),
      failed: () => undefined,
      concurrency: 1,
    });
    await retryDue({ deadline: moment(60) });

    expect(report).toEqual(['done']);
    expect(calls).toEqual([parcel, parcel].map((input) => ({ key: KEY, input })));
    expect(await runOnce(deps({ ledger }))({ key: KEY, input: parcel })).toBe('duplicate');
  });
});
