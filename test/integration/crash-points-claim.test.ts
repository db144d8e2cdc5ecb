import { describe, expect, it } from 'vitest';
import { attemptPayment } from '../../functions/payments/attempt-payment.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { loseFirstResponses } from '../harness/faulty-dynamodb.ts';
import { at, LEASE_SECONDS, LOST } from '../harness/payments.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';
import { testDynamoDb } from '../harness/test-tables.ts';

const order = aPaymentOrder();
const dies = () => Promise.reject(new Error('the sandbox died'));
const noKeyIsRemembered = { forgets: () => true };

describe('crash point 13: the creation of the intent', () => {
  it.each([
    ['before it', false],
    ['after it', true],
  ])(
    'leaves nothing that can capture where the sandbox dies %s, and the redelivery charges once',
    async (_when, acts) => {
      const { attempt, charge, find, gateway, intents, captures } = await paymentsInDynamoDb(noKeyIsRemembered);
      const create: typeof gateway.create = async (request) => {
        if (acts) await gateway.create(request);
        return dies();
      };

      await expect(attempt({ gateway: { create } }).charge(order)).rejects.toThrow('died');
      expect(await find(order.eventId)).toBeUndefined();
      expect(captures(order.eventId)).toBe(0);

      expect(await charge(order)).toEqual({ kind: 'captured' });
      expect([...intents.values()].map(({ state }) => state.kind)).toEqual(
        acts ? ['open', 'succeeded'] : ['succeeded'],
      );
    },
  );

  it.each([
    ['did not arrive', false],
    ['was carried out', true],
  ])('is parked where it has no answer, and the retrier charges once: it %s', async (_what, acts) => {
    const { attempt, charge, row, gateway, retryDue, intents, captures, pass } =
      await paymentsInDynamoDb(noKeyIsRemembered);
    const create: typeof gateway.create = async (request) => {
      if (acts) await gateway.create(request);
      return LOST;
    };

    expect(await attempt({ gateway: { create } }).charge(order)).toMatchObject({ kind: 'parked', dueAt: at(5) });
    expect(await row(order)).toMatchObject({ state: 'CHARGING', dueAt: at(5), paymentMethod: 'pm_card_visa' });
    expect(await charge(order)).toEqual({ kind: 'waiting' });

    pass(5);
    await retryDue();
    expect(await row(order)).toMatchObject({ state: 'CAPTURED', intentId: acts ? 'pi_2' : 'pi_1' });
    expect(captures(order.eventId)).toBe(1);
    expect([...intents.values()].filter(({ state }) => state.kind === 'open')).toHaveLength(acts ? 1 : 0);
  });
});

describe('crash point 13: the insertion of the row', () => {
  it.each(['lost before', 'throttled'] as const)(
    'confirms nothing where it is %s, and the redelivery charges once',
    async (fault) => {
      const { attempt, charge, find, captures, calls } = await paymentsInDynamoDb(noKeyIsRemembered);

      await expect(attempt({ faults: { insert: fault } }).charge(order)).rejects.toThrow();
      expect(await find(order.eventId)).toBeUndefined();
      expect(calls).toEqual(['create']);

      expect(await charge(order)).toEqual({ kind: 'captured' });
      expect(captures(order.eventId)).toBe(1);
    },
  );

  it("is the attempt's own where the SDK meets its first try, and the attempt goes on", async () => {
    const { table, gateway, now, captures } = await paymentsInDynamoDb();
    const ledger = dynamoPaymentLedger({ dynamo: loseFirstResponses(testDynamoDb()), table });
    const { charge } = attemptPayment({ ledger, gateway, now, newToken: () => 'mine', leaseSeconds: LEASE_SECONDS });

    expect(await charge(order)).toEqual({ kind: 'captured' });
    expect(captures(order.eventId)).toBe(1);
  });

  it("is another's where its answer was lost: it is due when the lease ends, and charged once then", async () => {
    const { attempt, charge, row, retryDue, pass, captures } = await paymentsInDynamoDb();
    await expect(attempt({ faults: { insert: 'lost after' } }).charge(order)).rejects.toThrow();
    expect(await row(order)).not.toHaveProperty('dueAt');

    pass(LEASE_SECONDS - 0.001);
    expect(await charge(order)).toEqual({ kind: 'held-by-another' });
    expect(await row(order)).toMatchObject({ state: 'CHARGING', dueAt: at(LEASE_SECONDS), attempts: 1 });
    expect(await retryDue()).toMatchObject({ retried: 0 });

    pass(0.001);
    expect(await retryDue()).toMatchObject({ retried: 1, failed: 0 });
    expect(await row(order)).toMatchObject({ state: 'CAPTURED', attempts: 2, intentId: 'pi_1' });
    expect(captures(order.eventId)).toBe(1);
  });

  it('is lost to another attempt: the loser confirms none of its own intents', async () => {
    const { attempt, charge, gateway, row, intents } = await paymentsInDynamoDb(noKeyIsRemembered);
    const raced = attempt({
      gateway: {
        async create(request) {
          expect(await charge(order)).toEqual({ kind: 'captured' });
          return gateway.create(request);
        },
      },
    });

    expect(await raced.charge(order)).toEqual({ kind: 'duplicate' });
    expect(await row(order)).toMatchObject({ state: 'CAPTURED', intentId: 'pi_1' });
    expect(intents.get('pi_2')?.state).toEqual({ kind: 'open' });
  });

  it('declines nobody whose creation is refused after another attempt has claimed', async () => {
    const { attempt, row, pass, retryDue } = await paymentsInDynamoDb();
    const raced = attempt({
      gateway: {
        async create() {
          await attempt({ gateway: { confirm: dies } })
            .charge(order)
            .catch(() => undefined);
          return { kind: 'refused', code: 'resource_missing' };
        },
      },
    });

    expect(await raced.charge(order)).toEqual({ kind: 'held-by-another' });
    expect(await row(order)).toMatchObject({ state: 'CHARGING', intentId: 'pi_1' });
    pass(LEASE_SECONDS);
    await retryDue();
    expect(await row(order)).toMatchObject({ state: 'CAPTURED' });
  });
});

describe('crash point 14: between insertion and confirmation', () => {
  it('is taken over after the lease, and the recorded intent is confirmed, whatever keys the gateway knows', async () => {
    const { attempt, charge, row, pass, calls, captures } = await paymentsInDynamoDb(noKeyIsRemembered);
    await expect(attempt({ gateway: { confirm: dies } }).charge(order)).rejects.toThrow('died');

    pass(400 * 86_400);

    expect(await charge(order)).toEqual({ kind: 'captured' });
    expect(calls).toEqual(['create', 'retrieve', 'confirm']);
    expect(await row(order)).toMatchObject({ intentId: 'pi_1', attempts: 2 });
    expect(captures(order.eventId)).toBe(1);
  });
});
