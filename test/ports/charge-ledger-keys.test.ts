import { describe, expect, it } from 'vitest';
import { paymentIntentId } from '../../functions/payment-gateway-simulator/charge-ledger.ts';
import { dynamoChargeLedger } from '../../functions/payment-gateway-simulator/dynamo-charge-ledger.ts';
import { faultyDynamoDb } from '../harness/faulty-dynamodb.ts';
import { testDynamoDb } from '../harness/test-tables.ts';
import {
  aStoredIntent,
  aUse,
  CAPTURED,
  CHANGED,
  COMMITTED,
  change,
  chargeLedgers,
  creationOf,
  ledgerTable,
  NEVER,
  NOON,
  REFUND,
} from './charge-ledgers.ts';
import { meterCalls } from './read-costs.ts';

describe.each(Object.entries(chargeLedgers))('the keys of the charge ledger, %s', (_name, make) => {
  it('answers each later use of a key with the first one, and commits nothing of it', async () => {
    const ledger = await make();
    const first = creationOf(aStoredIntent());
    const another = aStoredIntent({ id: paymentIntentId(NOON, 'b') });

    expect(await ledger.commit(first)).toEqual(COMMITTED);

    const used = { kind: 'key-used', use: first.use };
    expect(await ledger.commit(creationOf(another, { token: 't2' }))).toEqual(used);
    expect(await ledger.commit({ ...creationOf(another), changes: [another, REFUND] })).toEqual(used);
    expect(await ledger.commit({ use: aUse({ status: 400, error: {} }), changes: [], pruneBefore: NEVER })).toEqual(
      used,
    );
    expect(await ledger.find(another.id)).toBeUndefined();
  });

  it('lets one of many uses of a key at the same time pass', async () => {
    const ledger = await make();
    const creations = Array.from({ length: 10 }, (_, number) =>
      creationOf(aStoredIntent({ id: paymentIntentId(NOON, String(number)) }), { token: `t${number}` }),
    );

    const outcomes = await Promise.all(creations.map(ledger.commit));

    expect(outcomes.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
    expect((await ledger.listIntents({ limit: 100, createdFrom: 0 })).intents).toHaveLength(1);
  });

  it('keeps a response with the changes that it tells of, whatever its shape', async () => {
    const ledger = await make();
    await ledger.commit(change(aStoredIntent()));
    const declined = aStoredIntent({ version: 2, status: 'requires_payment_method' });
    const response = { status: 402, error: { type: 'card_error', payment_intent: { id: declined.id, metadata: {} } } };

    expect(await ledger.commit({ use: aUse(response), changes: [declined], pruneBefore: NEVER })).toEqual(COMMITTED);

    expect(await ledger.commit({ use: aUse(response), changes: [], pruneBefore: NEVER })).toMatchObject({
      use: { response },
    });
    expect(await ledger.find(declined.id)).toEqual(declined);
  });

  it('keeps no use whose changes were overtaken', async () => {
    const ledger = await make();
    const refusal = { status: 400, error: {} };
    await ledger.commit(change(aStoredIntent()));
    await ledger.commit(change(CAPTURED));

    const overtaken = { use: aUse({ status: 200, record: CAPTURED }), changes: [CAPTURED], pruneBefore: NEVER };

    expect(await ledger.commit(overtaken)).toEqual(CHANGED);
    expect(await ledger.commit({ use: aUse(refusal), changes: [], pruneBefore: NEVER })).toEqual(COMMITTED);
  });

  it('forgets a key that was used before its window', async () => {
    const ledger = await make();
    await ledger.commit(creationOf(aStoredIntent()));
    const later = creationOf(aStoredIntent({ id: paymentIntentId(NOON, 'b') }), { usedAt: NOON + 2, token: 't2' });

    expect(await ledger.commit({ ...later, pruneBefore: NOON })).toMatchObject({ kind: 'key-used' });
    expect(await ledger.commit({ ...later, pruneBefore: NOON + 1 })).toEqual(COMMITTED);
  });

  it('saves a response only for the request that holds the key, once', async () => {
    const ledger = await make();
    const hold = { use: aUse(undefined, { inFlightUntil: NOON + 5_000 }), changes: [], pruneBefore: NEVER };
    const mine = creationOf(aStoredIntent());

    expect(await ledger.commit(hold)).toEqual(COMMITTED);
    expect(await ledger.commit(creationOf(aStoredIntent(), { token: 't2' }))).toEqual({
      kind: 'key-used',
      use: hold.use,
    });
    expect(await ledger.commit(mine)).toEqual(COMMITTED);
    expect(await ledger.commit(mine)).toEqual({ kind: 'key-used', use: mine.use });
  });
});

describe('a creation in DynamoDB', () => {
  it.each([
    ['the record', ['none', 'lost before']],
    ['the answer', ['none', 'lost after']],
  ] as const)('that broke off before %s is finished by the repetition', async (_what, faults) => {
    const table = await ledgerTable();
    const breaking = dynamoChargeLedger({ dynamo: faultyDynamoDb(testDynamoDb(), faults), table });
    const ledger = dynamoChargeLedger({ dynamo: testDynamoDb(), table });
    const creation = creationOf(aStoredIntent());
    await expect(breaking.commit(creation)).rejects.toThrow('no answer');

    expect(await ledger.commit(creation)).toEqual({ kind: 'key-used', use: creation.use });
    expect(await ledger.find(aStoredIntent().id)).toEqual(aStoredIntent());

    await ledger.commit(change(CAPTURED));
    expect(await ledger.commit(creation)).toMatchObject({ kind: 'key-used' });
    expect(await ledger.find(CAPTURED.id)).toEqual(CAPTURED);
  });

  it('and a confirmation take three writes and a read', async () => {
    const dynamo = testDynamoDb();
    const ledger = dynamoChargeLedger({ dynamo, table: await ledgerTable() });
    const costs = meterCalls(dynamo);

    await ledger.commit(creationOf(aStoredIntent()));
    await ledger.find(aStoredIntent().id);
    await ledger.commit(change(CAPTURED));

    expect(costs).toEqual({ calls: 4, units: 4 });
  });
});
