import { describe, expect, it } from 'vitest';
import {
  type ChargeLedger,
  type LedgerRecord,
  paymentIntentId,
  refundId,
} from '../../functions/payment-gateway-simulator/charge-ledger.ts';
import { aStoredIntent, CAPTURED, CHANGED, COMMITTED, change, chargeLedgers, NOON, REFUND } from './charge-ledgers.ts';

describe.each(Object.entries(chargeLedgers))('the charge ledger, %s', (_name, make) => {
  it('finds what was committed, as it was', async () => {
    const ledger = await make();
    const lastError = {
      ...{ code: 'card_declined', declineCode: 'generic_decline', message: 'No.', paymentMethod: 'pm_1' },
    };
    const records: readonly LedgerRecord[] = [
      aStoredIntent({ status: 'requires_payment_method', lastError }),
      { id: 'cus_1', object: 'customer', version: 1, createdAt: NOON, email: 'a@example.com', metadata: {} },
      { id: 'pm_1', object: 'payment_method', version: 1, createdAt: NOON, behavesLike: 'pm_card_visa', metadata: {} },
      REFUND,
    ];

    for (const record of records) expect(await ledger.commit(change(record))).toEqual(COMMITTED);

    for (const record of records) expect(await ledger.find(record.id)).toEqual(record);
    expect(await ledger.find('pi_none')).toBeUndefined();
    expect(await ledger.find('cus_none')).toBeUndefined();
    expect(await ledger.find('x'.repeat(5_000))).toBeUndefined();
  });

  it('lets one of several changes of the same version pass', async () => {
    const ledger = await make();
    await ledger.commit(change(aStoredIntent()));

    const outcomes = await Promise.all(Array.from({ length: 5 }, () => ledger.commit(change(CAPTURED))));

    expect(outcomes.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'changed')).toHaveLength(4);
    expect(await ledger.find(CAPTURED.id)).toEqual(CAPTURED);
  });

  it('creates nothing twice, and changes nothing that is not there', async () => {
    const ledger = await make();
    expect(await ledger.commit(change(CAPTURED))).toEqual(CHANGED);

    await ledger.commit(change(aStoredIntent()));
    expect(await ledger.commit(change(aStoredIntent({ amount: 1 })))).toEqual(CHANGED);
    expect(await ledger.find(CAPTURED.id)).toEqual(aStoredIntent());
  });

  it('commits several changes or none', async () => {
    const ledger = await make();
    await ledger.commit(change(aStoredIntent()));
    const overtaken = aStoredIntent({ version: 3, refundedAmount: 1_250 });

    expect(await ledger.commit(change(REFUND, overtaken))).toEqual(CHANGED);
    expect(await ledger.find(REFUND.id)).toBeUndefined();

    expect(await ledger.commit(change(REFUND, { ...overtaken, version: 2 }))).toEqual(COMMITTED);
    expect(await ledger.find(REFUND.id)).toEqual(REFUND);
  });

  it('marks something once', async () => {
    const ledger = await make();

    const marks = await Promise.all(Array.from({ length: 5 }, () => ledger.markOnce('confirm pi_1')));

    expect(marks.filter((isFirst) => isFirst)).toHaveLength(1);
    expect(await ledger.markOnce('confirm pi_2')).toBe(true);
  });

  it('lists page by page, newest first, within a period, in both directions', async () => {
    const ledger = await make();
    const ids = [35, 36, 1_000, 2_000, NOON].map((milliseconds) => paymentIntentId(milliseconds, 'a'));
    for (const id of ids) await ledger.commit(change(aStoredIntent({ id })));
    const [, second, third, fourth, newest] = ids;
    const list = async (page: Partial<Parameters<ChargeLedger['listIntents']>[0]>) => {
      const { intents, hasMore } = await ledger.listIntents({ limit: 2, createdFrom: 36, ...page });
      return [...intents.map(({ id }) => id), hasMore];
    };

    expect(await list({})).toEqual([newest, fourth, true]);
    expect(await list({ startingAfter: fourth })).toEqual([third, second, false]);
    expect(await list({ startingAfter: second })).toEqual([false]);
    expect(await list({ endingBefore: second })).toEqual([fourth, third, true]);
    expect(await list({ endingBefore: fourth })).toEqual([newest, false]);
    expect(await list({ endingBefore: newest })).toEqual([false]);
    expect(await list({ createdFrom: 1_000, createdBefore: 2_000 })).toEqual([third, false]);
    expect(await list({ createdFrom: 2_000, startingAfter: third })).toEqual([false]);
    expect(await list({ createdFrom: 2_001, createdBefore: 2_000 })).toEqual([false]);
  });

  it('lists refunds as it lists intents, and apart from them', async () => {
    const ledger = await make();
    const ids = [36, 1_000, NOON].map((milliseconds) => refundId(milliseconds, 'a'));
    for (const id of ids) await ledger.commit(change({ ...REFUND, id }));
    await ledger.commit(change(aStoredIntent()));
    const [oldest, middle, newest] = ids;
    const list = async (page: Partial<Parameters<ChargeLedger['listRefunds']>[0]>) => {
      const { refunds, hasMore } = await ledger.listRefunds({ limit: 2, createdFrom: 0, ...page });
      return [...refunds.map(({ id }) => id), hasMore];
    };

    expect(await list({})).toEqual([newest, middle, true]);
    expect(await list({ startingAfter: middle })).toEqual([oldest, false]);
    expect(await list({ createdFrom: 36, createdBefore: 1_000 })).toEqual([oldest, false]);
    expect(await ledger.find(ids[1] ?? '')).toEqual({ ...REFUND, id: middle });
  });

  it('lists a page of more than one megabyte', async () => {
    const ledger = await make();
    const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, number) => [`k${number}`, 'x'.repeat(500)]));
    for (let number = 0; number < 60; number++)
      await ledger.commit(change(aStoredIntent({ id: paymentIntentId(NOON + number, 'a'), metadata })));

    const { intents, hasMore } = await ledger.listIntents({ limit: 59, createdFrom: 0 });

    expect([intents.length, hasMore]).toEqual([59, true]);
  });
});
