import { beforeEach, describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../functions/contracts/payment-row.ts';
import { dynamoPaymentLedger } from '../../functions/payment-processor/dynamo-payment-ledger.ts';
import type { PaymentLedger } from '../../functions/payment-processor/payment-ledger.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { createPaymentsTable } from '../harness/flow-tables.ts';
import { testDynamoDb } from '../harness/tables.ts';

const subjects = {
  'in memory': async () => inMemoryPayments().ledger,
  'in DynamoDB': async () => {
    const dynamo = testDynamoDb();
    return dynamoPaymentLedger({ dynamo, table: await createPaymentsTable(dynamo) });
  },
};

const first = aPaymentRow();
const takeover = {
  owner: 'second',
  leaseUntil: '2026-01-01T12:03:00.000Z',
  mayLandUntil: '2026-01-01T12:04:00.000Z',
  source: { ...first.source, offset: 18 },
};
const second: PaymentRow = { ...first, ...takeover, attempts: 2 };
const captured = { state: 'CAPTURED', gatewayReference: 'pi_1' } as const;
const declined = { state: 'DECLINED', gatewayReference: null, declineCode: 'expired_card' } as const;
const DECIDED_AT = '2026-01-01T12:00:01.000Z';

describe.each(Object.entries(subjects))('the payment ledger, %s', (_name, make) => {
  let ledger: PaymentLedger;
  /** An insertion under another owner changes nothing and answers the row. */
  const row = () => ledger.insert(aPaymentRow({ owner: 'onlooker' }));
  beforeEach(async () => {
    ledger = await make();
    await ledger.insert(first);
  });

  it('claims a new payment, also when the same claim comes twice', async () => {
    const other = aPaymentRow({ eventId: 'another' });

    expect([await ledger.insert(other), await ledger.insert(other)]).toEqual([undefined, undefined]);
  });

  it("answers another attempt's claim and leaves it as it is", async () => {
    expect(await ledger.insert({ ...second, firstAttemptAt: DECIDED_AT })).toEqual(first);
    expect(await row()).toEqual(first);
  });

  it('lets exactly one of many simultaneous attempts claim a new payment', async () => {
    const claims = Array.from({ length: 10 }, (_, number) => aPaymentRow({ eventId: 'raced', owner: `o${number}` }));

    const answers = await Promise.all(claims.map((claim) => ledger.insert(claim)));

    expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
  });

  it('takes a claim over, counts one attempt and never rewrites when the first was', async () => {
    expect(await ledger.takeOver(first, takeover)).toEqual(second);
    expect(await row()).toEqual(second);
  });

  it('takes over once when the same takeover comes twice', async () => {
    await ledger.takeOver(first, takeover);

    expect(await ledger.takeOver(first, takeover)).toEqual(second);
    expect(await row()).toEqual(second);
  });

  it('keeps until when a charge may land when the new attempt may not send one', async () => {
    expect(await ledger.takeOver(first, { ...takeover, mayLandUntil: undefined })).toEqual({
      ...second,
      mayLandUntil: first.mayLandUntil,
    });
  });

  it('lets exactly one of many simultaneous attempts take a claim over', async () => {
    const attempts = Array.from({ length: 10 }, (_, number) => ({ ...takeover, owner: `o${number}` }));

    const taken = await Promise.all(attempts.map((attempt) => ledger.takeOver(first, attempt)));

    expect(taken.filter((claim) => claim !== undefined)).toHaveLength(1);
    expect(await row()).toMatchObject({ attempts: 2 });
  });

  it.each<[string, (seen: PaymentRow) => Promise<unknown>]>([
    ['has another owner by now', (seen) => ledger.takeOver(seen, takeover)],
    ['was given back meanwhile', (seen) => ledger.giveBack(seen, { at: DECIDED_AT, attempts: 1 })],
    ['is decided', (seen) => ledger.settle(seen, captured, DECIDED_AT)],
  ])('takes no claim over that %s', async (_situation, meanwhile) => {
    await meanwhile(first);
    const before = await row();

    expect(await ledger.takeOver(first, { ...takeover, owner: 'third' })).toBeUndefined();
    expect(await row()).toEqual(before);
  });

  it('rejects every write to a claim that is not there, and makes no row', async () => {
    const absent = aPaymentRow({ eventId: 'absent' });

    await expect(ledger.takeOver(absent, takeover)).rejects.toThrow();
    await expect(ledger.giveBack(absent, { at: DECIDED_AT, attempts: 0 })).rejects.toThrow();
    await expect(ledger.settle(absent, captured, DECIDED_AT)).rejects.toThrow();

    expect(await ledger.insert(absent)).toBeUndefined();
  });

  it('gives a lease back with the attempts that count', async () => {
    await ledger.giveBack(first, { at: DECIDED_AT, attempts: 0 });

    expect(await row()).toEqual({ ...first, leaseUntil: DECIDED_AT, attempts: 0 });
  });

  it.each([
    ['captured', captured, { gatewayReference: 'pi_1' }],
    ['declined', declined, { declineCode: 'expired_card' }],
    [
      'in review',
      { state: 'IN_REVIEW', gatewayReference: null, reviewReason: 'none' } as const,
      { reviewReason: 'none' },
    ],
  ])('settles as %s, also when the same settling comes twice', async (_name, decision, facts) => {
    const answers = [
      await ledger.settle(first, decision, DECIDED_AT),
      await ledger.settle(first, decision, DECIDED_AT),
    ];

    expect(answers).toEqual([undefined, undefined]);
    expect(await row()).toEqual({ ...first, state: decision.state, decidedAt: DECIDED_AT, ...facts });
  });

  it('lets a zombie that wakes after a takeover change nothing', async () => {
    await ledger.takeOver(first, takeover);

    await ledger.giveBack(first, { at: DECIDED_AT, attempts: 0 });

    expect(await ledger.settle(first, captured, DECIDED_AT)).toEqual(second);
    expect(await row()).toEqual(second);
  });

  it('lets the owner itself change nothing after the decision, and answers what was kept', async () => {
    await ledger.settle(first, captured, DECIDED_AT);
    const kept = { ...first, ...captured, decidedAt: DECIDED_AT };

    await ledger.giveBack(first, { at: '2026-01-01T13:00:00.000Z', attempts: 0 });

    expect(await ledger.settle(first, declined, '2026-01-01T13:00:00.000Z')).toEqual(kept);
    expect(await row()).toEqual(kept);
  });
});
