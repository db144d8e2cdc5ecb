import { describe, expect, it } from 'vitest';
import { dynamoPaymentLedger } from '../../functions/payment-processor/dynamo-payment-ledger.ts';
import { takePayment } from '../../functions/payment-processor/take-payment.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { loseFirstAnswers } from '../harness/lost-answers.ts';
import { at } from '../harness/payment-processor.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';
import { testDynamoDb } from '../harness/tables.ts';

const order = aPaymentOrder();
const LEASE = 35;
const SAFE_WINDOW = 23 * 3_600;
const dies = () => Promise.reject(new Error('the sandbox died'));

describe('crash point 13: the claim', () => {
  it('leaves nothing where it never arrived, and the redelivery charges once', async () => {
    const { takeMeeting, take, row, captures } = await paymentsInDynamoDb();

    await expect(takeMeeting('lost before')(order)).rejects.toThrow();
    expect(await row(order)).toBeUndefined();

    expect(await take(order)).toEqual({ kind: 'captured' });
    expect(captures).toHaveLength(1);
  });

  it('goes on by its own token where the SDK meets its first try', async () => {
    const { deps, table, captures } = await paymentsInDynamoDb();
    const ledger = dynamoPaymentLedger({ dynamo: loseFirstAnswers(testDynamoDb()), table });

    expect(await takePayment({ ...deps, ledger })(order)).toEqual({ kind: 'captured' });
    expect(captures).toHaveLength(1);
  });

  it.each(['insertion', 'takeover'])(
    'holds others off until its lease is over where the answer was lost: %s',
    async (which) => {
      const { takeMeeting, take, row, setClock, captures } = await paymentsInDynamoDb();
      await expect(takeMeeting('lost after')(order)).rejects.toThrow();
      let began = 0;
      if (which === 'takeover') {
        began = LEASE;
        setClock(began);
        await expect(takeMeeting('none', 'lost after')(order)).rejects.toThrow();
      }
      const claimed = await row(order);

      setClock(began + LEASE - 0.001);
      expect(await take(order)).toEqual({ kind: 'held-by-another' });
      expect(await row(order)).toEqual(claimed);
      setClock(began + LEASE);
      expect(await take(order)).toEqual({ kind: 'captured' });

      expect(await row(order)).toMatchObject({ firstAttemptAt: at(0), attempts: which === 'takeover' ? 3 : 2 });
      expect(captures).toHaveLength(1);
    },
  );
});

describe('crash point 14: between claim and charge', () => {
  it('is taken over after the lease, and charged under the same key while the gateway surely knows it', async () => {
    const { takeAt, take, setClock, captures } = await paymentsInDynamoDb();
    await expect(takeAt({ charge: dies })(order)).rejects.toThrow('died');

    setClock(SAFE_WINDOW - 1);

    expect(await take(order)).toEqual({ kind: 'captured' });
    expect(captures.map(({ request }) => request.eventId)).toEqual([order.eventId]);
  });

  it('is looked up and not charged once the safe window is over', async () => {
    const { takeAt, take, row, setClock, requests } = await paymentsInDynamoDb();
    await expect(takeAt({ charge: dies })(order)).rejects.toThrow('died');

    setClock(SAFE_WINDOW);

    expect(await take(order)).toEqual({ kind: 'in-review' });
    expect(requests).toEqual([]);
    expect(await row(order)).toMatchObject({ state: 'IN_REVIEW', mayLandUntil: at(700) });
  });
});

describe('crash point 18: between charge and settle', () => {
  it.each(['lost before', 'throttled'] as const)('asks again with the same key and settles then: %s', async (fault) => {
    const { takeMeeting, take, row, setClock, captures, requests } = await paymentsInDynamoDb();
    await expect(takeMeeting('none', fault)(order)).rejects.toThrow();
    expect(await row(order)).toMatchObject({ state: 'CHARGING' });

    setClock(LEASE);

    expect(await take(order)).toEqual({ kind: 'captured' });
    expect({ captures: captures.length, requests: requests.length }).toEqual({ captures: 1, requests: 2 });
    expect(await row(order)).toMatchObject({ state: 'CAPTURED', gatewayReference: 'pi_1' });
  });
});

describe('crash point 19: the settling', () => {
  it('is done where only its answer was lost: the redelivery is a duplicate and asks nobody', async () => {
    const { takeMeeting, take, row, requests } = await paymentsInDynamoDb();
    await expect(takeMeeting('none', 'lost after')(order)).rejects.toThrow();
    const settled = await row(order);
    expect(settled).toMatchObject({ state: 'CAPTURED' });

    expect(await take(order)).toEqual({ kind: 'duplicate' });

    expect(requests).toHaveLength(1);
    expect(await row(order)).toEqual(settled);
  });

  it('is not done where the condition failed and the row is still CHARGING', async () => {
    const { takeAt, gateway, setClock, take, row, captures } = await paymentsInDynamoDb();
    const outcome = await takeAt({
      async charge(request) {
        const answer = await gateway.charge(request);
        setClock(LEASE);
        await takeAt({ charge: dies })(order).catch(() => undefined);
        return answer;
      },
    })(order);

    expect(outcome).toEqual({ kind: 'held-by-another' });
    expect(await row(order)).toMatchObject({ state: 'CHARGING', attempts: 2 });
    setClock(2 * LEASE);
    expect(await take(order)).toEqual({ kind: 'captured' });
    expect(captures).toHaveLength(1);
  });

  it.each([
    ['the same result: a success', 'pi_1', { kind: 'duplicate' }],
    ['another result: the first is kept, and told of', 'pi_other', { kind: 'conflict' }],
  ])('meets what a takeover decided, %s', async (_what, reference, outcome) => {
    const { takeAt, setClock, take, row } = await paymentsInDynamoDb();
    const zombie = takeAt({
      async charge() {
        setClock(LEASE);
        await take(order);
        return { kind: 'captured', reference };
      },
    });

    expect(await zombie(order)).toMatchObject(outcome);
    expect(await row(order)).toMatchObject({ state: 'CAPTURED', gatewayReference: 'pi_1' });
  });
});
