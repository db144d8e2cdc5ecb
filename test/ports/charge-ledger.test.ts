import { describe, expect, it } from 'vitest';
import type { ChargeLedger, KeyUse } from '../../functions/payment-gateway-simulator/charge-ledger.ts';
import { dynamoChargeLedger } from '../../functions/payment-gateway-simulator/dynamo-charge-ledger.ts';
import { paymentIntentId } from '../../functions/payment-gateway-simulator/payment-intent.ts';
import { inMemoryChargeLedger } from '../doubles/in-memory-charge-ledger.ts';
import { aPaymentIntent } from '../doubles/payment-gateway-builders.ts';
import { createTestTable, testDynamoDb } from '../harness/tables.ts';

const subjects: Readonly<Record<string, () => Promise<ChargeLedger>>> = {
  'in memory': async () => inMemoryChargeLedger(),
  'in DynamoDB': async () => {
    const dynamo = testDynamoDb();
    const table = await createTestTable(dynamo, {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    });
    return dynamoChargeLedger({ dynamo, table });
  },
};

const NEVER = new Date(0);
const aKeyUse = (differing: Partial<KeyUse> = {}): KeyUse => ({
  key: 'k1',
  intentId: 'pi_1',
  fingerprint: 'f1',
  usedAt: '2026-01-01T00:00:00.000Z',
  inFlightUntil: '2026-01-01T00:00:02.000Z',
  ...differing,
});

describe.each(Object.entries(subjects))('the charge ledger, %s', (_name, make) => {
  it('remembers the first use of a key and answers each later one with it', async () => {
    const ledger = await make();
    const first = aKeyUse();

    expect(await ledger.rememberKey(first, NEVER)).toEqual(first);
    expect(await ledger.rememberKey(aKeyUse({ intentId: 'pi_2' }), NEVER)).toEqual(first);
  });

  it('lets exactly one of many simultaneous uses be the first', async () => {
    const ledger = await make();
    const uses = Array.from({ length: 10 }, (_, number) => aKeyUse({ intentId: `pi_${number}` }));

    const answers = await Promise.all(uses.map((use) => ledger.rememberKey(use, NEVER)));

    expect(new Set(answers.map(({ intentId }) => intentId)).size).toBe(1);
  });

  it('forgets a key that was used before its window', async () => {
    const ledger = await make();
    await ledger.rememberKey(aKeyUse(), NEVER);
    const later = aKeyUse({ intentId: 'pi_2', usedAt: '2026-01-02T00:00:00.001Z' });

    expect(await ledger.rememberKey(later, new Date('2026-01-01T00:00:00.000Z'))).toMatchObject({ intentId: 'pi_1' });
    expect(await ledger.rememberKey(later, new Date('2026-01-01T00:00:00.001Z'))).toEqual(later);
  });

  it('keeps the intent that was stored first', async () => {
    const ledger = await make();
    await ledger.storeIntent(aPaymentIntent());

    await ledger.storeIntent(aPaymentIntent({ amount: 1 }));

    expect(await ledger.findIntent(aPaymentIntent().id)).toEqual(aPaymentIntent());
  });

  it('finds nothing under an id that was never stored', async () => {
    const ledger = await make();

    expect(await ledger.findIntent('pi_1')).toBeUndefined();
  });

  it('gives a declined intent back as it was', async () => {
    const ledger = await make();
    const declined = aPaymentIntent({
      status: 'requires_payment_method',
      last_payment_error: {
        type: 'card_error',
        code: 'card_declined',
        decline_code: 'generic_decline',
        message: 'No.',
      },
    });
    await ledger.storeIntent(declined);

    expect(await ledger.findIntent(declined.id)).toEqual(declined);
  });

  it('cancels an intent that waits, once', async () => {
    const ledger = await make();
    const waiting = aPaymentIntent({ status: 'requires_action' });
    await ledger.storeIntent(waiting);

    expect(await ledger.cancelIntent(waiting.id)).toBe(true);
    expect(await ledger.cancelIntent(waiting.id)).toBe(false);
    expect(await ledger.findIntent(waiting.id)).toEqual({ ...waiting, status: 'canceled' });
  });

  it('cancels neither a captured intent nor one that does not exist', async () => {
    const ledger = await make();
    await ledger.storeIntent(aPaymentIntent());

    expect(await ledger.cancelIntent(aPaymentIntent().id)).toBe(false);
    expect(await ledger.cancelIntent('pi_none')).toBe(false);
    expect(await ledger.findIntent('pi_none')).toBeUndefined();
  });

  it('lists page by page, newest first, from a time on', async () => {
    const ledger = await make();
    const ids = [35, 36, 1_000, 1_700_000_000_000].map((milliseconds) => paymentIntentId(milliseconds, 'a'));
    for (const id of ids) await ledger.storeIntent(aPaymentIntent({ id }));
    const [, oldest, middle, newest] = ids;

    const first = await ledger.listIntents({ limit: 2, createdFrom: 36 });
    const second = await ledger.listIntents({ limit: 2, createdFrom: 36, startingAfter: middle });

    expect({ ids: first.intents.map(({ id }) => id), hasMore: first.hasMore }).toEqual({
      ids: [newest, middle],
      hasMore: true,
    });
    expect({ ids: second.intents.map(({ id }) => id), hasMore: second.hasMore }).toEqual({
      ids: [oldest],
      hasMore: false,
    });
  });
});
