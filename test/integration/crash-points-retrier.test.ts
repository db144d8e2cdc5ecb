import { describe, expect, it } from 'vitest';
import type { PaymentGateway } from '../../functions/payments/payment-gateway.ts';
import type { PaymentLedger } from '../../functions/payments/payment-ledger.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { type Fault, faultySandbox } from '../harness/faulty-sandbox.ts';
import { LEASE_SECONDS, LOST } from '../harness/payments.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';

type Call = keyof PaymentLedger | keyof PaymentGateway;

const HOWS = ['error before', 'error after', 'death before', 'death after'] as const;
const BACKOFF_SECONDS = 3_600;
const order = aPaymentOrder();

/** A payment that was parked for want of this answer, and a run of the retrier in which one call meets a fault. */
async function retryMeeting(how: Fault['how'], { call, parkedBy }: { readonly call: Call; readonly parkedBy: Call }) {
  const payments = await paymentsInDynamoDb({ forgets: () => true });
  const { attempt, ledger, gateway, pass, retryDue } = payments;
  const lost = async () => LOST;
  await attempt({ gateway: { [parkedBy]: lost, retrieve: lost } }).charge(order);
  pass(60);

  const { guardAll, calls } = faultySandbox([{ call: 0, how }]);
  const guarded = { ...guardAll(ledger), ...guardAll(gateway, LOST) };
  // A confirmation without an answer is parked after the second look.
  const unconfirmed = call === 'park' && { confirm: lost, retrieve: lost };
  await retryDue({
    ledger: call in ledger ? { [call]: guarded[call] } : {},
    gateway: { ...unconfirmed, ...(call in gateway && { [call]: guarded[call] }) },
  });
  expect(calls()).toBe(1);
  return payments;
}

const onRow = (parkedBy: Call, ...calls: Call[]) =>
  calls.flatMap((call) => HOWS.map((how) => ({ call, parkedBy, how })));

const isBefore = ({ how }: Pick<Fault, 'how'>) => how.endsWith('before');
const isAfter = ({ how }: Pick<Fault, 'how'>) => how.endsWith('after');

describe.each([
  ['crash point 13: the retrier fails when it creates an intent', onRow('create', 'create')],
  [
    'crash point 14: the retrier fails between its takeover and the confirmation',
    onRow('create', 'takeOver', 'recordIntent'),
  ],
  [
    'crash point 14: the retrier fails before it confirms the recorded intent',
    onRow('confirm', 'takeOver', 'retrieve'),
  ],
  ['crash point 15: the retrier fails when it confirms, or parks again', onRow('confirm', 'confirm', 'park')],
  ['crash point 18: the retrier fails before it settles', onRow('confirm', 'decide').filter(isBefore)],
  ['crash point 19: the retrier fails when it has settled', onRow('confirm', 'decide').filter(isAfter)],
])('%s', (_point, faults) => {
  it.each(faults)(
    'leaves the payment due until it is decided, and a later run charges once: $call, $how',
    async (fault) => {
      const { row, dueEver, retryDue, pass, captures } = await retryMeeting(fault.how, fault);
      const { state } = await row(order);
      expect(await dueEver()).toEqual(state === 'CHARGING' ? [order.eventId] : []);

      pass(LEASE_SECONDS + BACKOFF_SECONDS);
      await retryDue();

      expect(await row(order)).toMatchObject({ state: 'CAPTURED' });
      expect(await dueEver()).toEqual([]);
      expect(captures(order.eventId)).toBe(1);
    },
  );
});

describe('crash point 14: another attempt has recorded its intent when the retrier wakes after its lease', () => {
  it.each([
    ['confirms no intent of its own', false],
    ['declines nobody, although its creation is refused', true],
  ])('%s', async (_what, isRefused) => {
    const { attempt, gateway, row, pass, retryDue, intents } = await paymentsInDynamoDb({ forgets: () => true });
    await attempt({ gateway: { create: async () => LOST } }).charge(order);
    pass(60);

    const create: PaymentGateway['create'] = async (request) => {
      pass(LEASE_SECONDS);
      await retryDue({ gateway: { confirm: () => Promise.reject(new Error('the sandbox died')) } });
      return isRefused ? { kind: 'refused', code: 'payment_method_not_usable' } : gateway.create(request);
    };
    await retryDue({ gateway: { create } });
    expect(await row(order)).toMatchObject({ state: 'CHARGING', intentId: 'pi_1' });
    expect([...intents.values()].every(({ state }) => state.kind === 'open')).toBe(true);

    pass(LEASE_SECONDS);
    await retryDue();
    expect(await row(order)).toMatchObject({ state: 'CAPTURED', intentId: 'pi_1' });
    expect([...intents.values()].slice(1).every(({ state }) => state.kind === 'open')).toBe(true);
  });
});
