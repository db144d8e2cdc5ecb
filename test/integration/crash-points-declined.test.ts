import { describe, expect, it } from 'vitest';
import type { IntentResponse } from '../../functions/payments/payment-gateway.ts';
import { aPaymentOrder, aPaymentRequest, aPaymentRow } from '../doubles/payment-builders.ts';
import { at, LOST } from '../harness/payments.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';

const refused = aPaymentOrder({ paymentMethod: 'pm_card_chargeDeclined' });

describe('crash point 19a: "not captured" is decided while the gateway may still capture', () => {
  it.each<[string, IntentResponse]>([
    ['has no answer', LOST],
    ['is refused while the payment is processing', { kind: 'processing' }],
    ['is refused', { kind: 'declined', code: 'generic_decline' }],
    ['leaves it open', { kind: 'open' }],
  ])('never happens: a refused card is parked as long as the cancellation %s', async (_what, response) => {
    const { attempt, row, retryDue, pass, intents } = await paymentsInDynamoDb();
    const gateway = { cancel: async () => response };

    expect(await attempt({ gateway }).charge(refused)).toMatchObject({ kind: 'parked' });
    pass(3_600);
    await retryDue({ gateway });
    expect(await row(refused)).toMatchObject({ state: 'CHARGING', attempts: 2 });

    pass(3_600);
    await retryDue();
    expect(await row(refused)).toMatchObject({ state: 'DECLINED', declineCode: 'generic_decline' });
    expect(intents.get('pi_1')?.state).toEqual({ kind: 'canceled' });
  });

  it('is CAPTURED where the cancellation comes too late', async () => {
    const { attempt, row, intents } = await paymentsInDynamoDb();
    const capturesMeanwhile = async (): Promise<IntentResponse> => {
      Object.assign(intents.get('pi_1') ?? {}, { state: { kind: 'succeeded' } });
      return { kind: 'succeeded' };
    };

    expect(await attempt({ gateway: { cancel: capturesMeanwhile } }).charge(refused)).toEqual({ kind: 'captured' });
    expect(await row(refused)).toMatchObject({ state: 'CAPTURED', gatewayReference: 'pi_1' });
  });

  it.each([
    ['processing', 'CHARGING'],
    ['succeeded', 'CAPTURED'],
  ] as const)('never happens by a look: what the gateway shows as %s is %s', async (kind, state) => {
    const { attempt, row, retryDue, pass } = await paymentsInDynamoDb();
    const order = aPaymentOrder();
    await attempt({ gateway: { confirm: async () => LOST, retrieve: async () => LOST } }).charge(order);

    pass(60);
    await retryDue({ gateway: { retrieve: async () => ({ kind }) } });

    expect(await row(order)).toMatchObject({ state });
  });
});

describe('crash point 19a: a restored row, whose intents the gateway alone knows', () => {
  const { intentId: _, ...lost } = aPaymentRow({ leaseUntil: at(0), dueAt: at(0), dueShard: '0' });
  const restored = { ...lost, intentsUnknown: true, paymentMethod: 'pm_card_visa' };

  /** The row, and what attempts that it has lost have left at the gateway. */
  async function restoredBeside(...kinds: ('open' | 'processing' | 'succeeded' | 'canceled')[]) {
    const payments = await paymentsInDynamoDb();
    await payments.ledger.insert(restored);
    const { eventId, orderId } = restored;
    kinds.forEach((kind, index) => {
      const intentId = `pi_${index + 1}`;
      payments.intents.set(intentId, { intentId, request: aPaymentRequest({ eventId, orderId }), state: { kind } });
    });
    return payments;
  }

  it('is not decided, and nothing is created, while the list is not complete', async () => {
    const { retryDue, row, calls } = await restoredBeside('open');

    await retryDue({ gateway: { list: async () => LOST } });

    expect(await row(restored)).toMatchObject({ state: 'CHARGING', parkReason: 'no answer' });
    expect(calls).toEqual([]);
  });

  it('is captured once, whatever the list shows, and no other intent can capture any more', async () => {
    const { retryDue, row, intents, captures } = await restoredBeside('canceled', 'open', 'succeeded', 'open');

    await retryDue();

    expect(await row(restored)).toMatchObject({ state: 'CAPTURED', intentId: 'pi_3' });
    expect(captures(restored.eventId)).toBe(1);
    expect(intents.get('pi_3')?.state).toEqual({ kind: 'succeeded' });
  });

  it('confirms one of several only when the others are cancelled', async () => {
    const { retryDue, row, intents, pass } = await restoredBeside('open', 'processing', 'open');

    await retryDue();
    expect(await row(restored)).toMatchObject({ state: 'CHARGING', intentId: 'pi_2' });
    expect([...intents.values()].map(({ state }) => state.kind)).toEqual(['canceled', 'processing', 'canceled']);

    Object.assign(intents.get('pi_2') ?? {}, { state: { kind: 'canceled' } });
    pass(3_600);
    await retryDue();
    expect(await row(restored)).toMatchObject({ state: 'DECLINED', gatewayReference: 'pi_2' });
  });
});
