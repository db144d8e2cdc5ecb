import { describe, expect, it } from 'vitest';
import { dynamoHintedPayments } from '../../functions/gateway-webhook/dynamo-hinted-payments.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { at, LEASE_SECONDS, LOST } from '../harness/payments.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';

const order = aPaymentOrder();
const dies = () => Promise.reject(new Error('the sandbox died'));

describe('crash point 18: between confirmation and settling', () => {
  it.each(['lost before', 'throttled'] as const)('is settled by what the intent has become: %s', async (fault) => {
    const { attempt, charge, row, pass, calls } = await paymentsInDynamoDb();
    await expect(attempt({ faults: { decide: fault } }).charge(order)).rejects.toThrow();
    expect(await row(order)).toMatchObject({ state: 'CHARGING', intentId: 'pi_1' });

    pass(LEASE_SECONDS);

    expect(await charge(order)).toEqual({ kind: 'captured' });
    expect(calls).toEqual(['create', 'confirm', 'retrieve']);
    expect(await row(order)).toMatchObject({ state: 'CAPTURED', gatewayReference: 'pi_1' });
  });
});

describe('crash point 19: the settling', () => {
  it('is done where only its answer was lost: the redelivery is a duplicate and asks nobody', async () => {
    const { attempt, charge, row, calls } = await paymentsInDynamoDb();
    await expect(attempt({ faults: { decide: 'lost after' } }).charge(order)).rejects.toThrow();
    const settled = await row(order);
    expect(settled).toMatchObject({ state: 'CAPTURED' });

    expect(await charge(order)).toEqual({ kind: 'duplicate' });

    expect(calls).toEqual(['create', 'confirm']);
    expect(await row(order)).toEqual(settled);
  });

  it('is not done where another attempt has taken over: the row is due then, and not forgotten', async () => {
    const { attempt, row, gateway, pass, retryDue, captures } = await paymentsInDynamoDb();
    const overtaken = attempt({
      gateway: {
        async confirm(...about) {
          const response = await gateway.confirm(...about);
          pass(LEASE_SECONDS);
          await attempt({ gateway: { retrieve: dies } })
            .charge(order)
            .catch(() => undefined);
          return response;
        },
      },
    });

    expect(await overtaken.charge(order)).toEqual({ kind: 'held-by-another' });
    expect(await row(order)).toMatchObject({ state: 'CHARGING', attempts: 2, dueAt: at(2 * LEASE_SECONDS) });

    pass(LEASE_SECONDS);
    await retryDue();
    expect(await row(order)).toMatchObject({ state: 'CAPTURED' });
    expect(captures(order.eventId)).toBe(1);
  });

  it.each([
    ['the same result: a duplicate', 'captured', { kind: 'duplicate' }],
    [
      'another result: the first stays, and is reported',
      'not-captured',
      { kind: 'conflict', rejected: { kind: 'captured' } },
    ],
  ] as const)('meets what another attempt has decided, %s', async (_what, first, outcome) => {
    const { attempt, charge, ledger, row, pass } = await paymentsInDynamoDb();
    const late = attempt({
      ledger: {
        async decide(claim, ...decision) {
          pass(LEASE_SECONDS);
          if (first === 'captured') await charge(order);
          else await ledger.decide(claim, { kind: first, gatewayReference: 'pi_1', declineCode: 'x' }, at(0));
          return ledger.decide({ ...claim, owner: 'overtaken' }, ...decision);
        },
      },
    });

    expect(await late.charge(order)).toMatchObject(outcome);
    expect(await row(order)).toMatchObject({ state: first === 'captured' ? 'CAPTURED' : 'DECLINED' });
  });

  it('takes a parked payment off the index, and neither a webhook nor a late park puts it there again', async () => {
    const { attempt, row, ledger, retryDue, dueEver, dynamo, table, pass } = await paymentsInDynamoDb();
    await attempt({ gateway: { confirm: async () => LOST, retrieve: async () => LOST } }).charge(order);
    const parked = await row(order);
    expect(await dueEver()).toEqual([order.eventId]);

    pass(60);
    await retryDue();
    await dynamoHintedPayments({ dynamo, table }).dueNow(order.eventId, at(61));
    await ledger.park(parked, { dueAt: at(62), reason: 'late', now: at(61) });
    await ledger.dueAfterLease(parked);

    expect(await row(order)).toMatchObject({ state: 'CAPTURED' });
    expect(await dueEver()).toEqual([]);
  });
});
