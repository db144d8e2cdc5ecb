import { describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import type { PaymentOutcome } from '../../../functions/payments/advance-payment.ts';
import type { CreateResponse, IntentResponse } from '../../../functions/payments/payment-gateway.ts';
import { aPaymentOrder, aPaymentRow } from '../../doubles/payment-builders.ts';
import { at, LOST, paymentsInMemory, UNREACHABLE } from '../../harness/payments.ts';

const REFUSED = { kind: 'refused', code: 'amount_too_large' } as const;
const CONTRADICTION = { kind: 'contradiction', reason: 'another amount' } as const;

describe('a retry of a payment whose first creation had no answer', () => {
  it.each<[CreateResponse, Partial<PaymentOutcome>, Partial<PaymentRow>]>([
    [REFUSED, { kind: 'declined', code: REFUSED.code }, { state: 'DECLINED', declineCode: REFUSED.code }],
    [
      { ...CONTRADICTION, intentId: 'pi_9' },
      { kind: 'in-review' },
      { state: 'IN_REVIEW', gatewayReference: 'pi_9', reviewReason: 'another amount' },
    ],
    [
      { kind: 'unbuildable', reason: 'no such currency' },
      { kind: 'in-review' },
      { state: 'IN_REVIEW', reviewReason: 'no such currency' },
    ],
    [LOST, { kind: 'parked' }, { state: 'CHARGING', attempts: 2, parkReason: 'no answer' }],
    [UNREACHABLE, UNREACHABLE, { state: 'CHARGING', attempts: 1 }],
  ])('does what the next answer says: %j', async (response, outcome, stored) => {
    const { attempt, row, pass } = paymentsInMemory();
    const order = aPaymentOrder();
    await attempt({ gateway: { create: async () => LOST } }).charge(order);
    pass(60);

    const retry = attempt({ gateway: { create: async () => response } }).retry(row(order));

    expect(await retry).toMatchObject(outcome);
    expect(row(order)).toMatchObject(stored);
  });
});

describe('a decision that comes when another has decided', () => {
  /** The retry of an intent that is found so, while its row becomes this. */
  function retryWhile(response: IntentResponse, decided: Partial<PaymentRow>, seen: Partial<PaymentRow> = {}) {
    const { attempt, rows } = paymentsInMemory();
    const row = aPaymentRow({ leaseUntil: at(0), paymentMethod: 'pm_card_visa', ...seen });
    rows.set(row.eventId, row);
    return attempt({
      gateway: { retrieve: async () => response, create: async () => REFUSED },
      ledger: { decide: async () => ({ ...row, ...decided }) },
    }).retry(row);
  }
  const captured = { state: 'CAPTURED', gatewayReference: 'pi_1' } as const;

  it.each<[string, IntentResponse, Partial<PaymentRow>]>([
    ['captured', { kind: 'succeeded' }, captured],
    ['captured, and refunded since', { kind: 'succeeded' }, { ...captured, state: 'REFUNDED' }],
    ['cancelled', { kind: 'canceled' }, { state: 'DECLINED' }],
    ['void', { kind: 'canceled' }, { state: 'VOID' }],
    ['in review', CONTRADICTION, { state: 'IN_REVIEW' }],
  ])('is a duplicate where it is the same: %s', async (_what, response, decided) => {
    expect(await retryWhile(response, decided)).toEqual({ kind: 'duplicate' });
  });

  it('is a duplicate where it only knew that a creation was refused', async () => {
    const outcome = retryWhile({ kind: 'open' }, captured, { intentId: undefined });

    expect(await outcome).toEqual({ kind: 'duplicate' });
  });

  it.each<[string, IntentResponse, Partial<PaymentRow>]>([
    ['another capture', { kind: 'succeeded' }, { ...captured, gatewayReference: 'pi_2' }],
    ['a capture of what was declined', { kind: 'succeeded' }, { state: 'DECLINED' }],
    ['a cancellation of what was captured', { kind: 'canceled' }, captured],
    ['a contradiction in what was captured', CONTRADICTION, captured],
  ])('is a conflict, which a person must see, where it is another: %s', async (_what, response, decided) => {
    expect(await retryWhile(response, decided)).toMatchObject({ kind: 'conflict', existing: decided });
  });
});
