import { describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import type { IntentState } from '../../../functions/payments/payment-gateway.ts';
import { aPaymentOrder, aPaymentRequest, aPaymentRow } from '../../doubles/payment-builders.ts';
import { after, at, LEASE_SECONDS, LOST, paymentsInMemory } from '../../harness/payments.ts';

const restored = (differing: Partial<PaymentRow> = {}): PaymentRow => {
  const { intentId: _, ...row } = aPaymentRow({ leaseUntil: at(0), dueAt: at(0), ...differing });
  return { ...row, intentsUnknown: true, paymentMethod: 'pm_card_visa' };
};

/** A restored row, and what the gateway holds of its lost attempts. */
function restoredBeside(...states: readonly IntentState[]) {
  const payments = paymentsInMemory();
  const row = restored();
  payments.rows.set(row.eventId, row);
  states.forEach((state, index) => {
    const intentId = `pi_${index + 1}`;
    const { eventId, orderId } = row;
    payments.intents.set(intentId, { intentId, request: aPaymentRequest({ eventId, orderId }), state });
  });
  return { ...payments, restored: row, states: () => [...payments.intents.values()].map(({ state }) => state.kind) };
}

describe('a restored row whose intents the gateway alone knows', () => {
  it.each(['canceled', 'open'] as const)('adopts the one that has captured, beside one that is %s', async (kind) => {
    const { retry, restored, row, calls } = restoredBeside({ kind }, { kind: 'succeeded' });

    expect(await retry(restored)).toEqual({ kind: 'captured' });
    expect(row(restored)).toMatchObject({ state: 'CAPTURED', intentId: 'pi_2' });
    expect(calls).toEqual(['list', 'retrieve']);
  });

  it('confirms the only open one, and creates none', async () => {
    const { retry, restored, calls, captures } = restoredBeside({ kind: 'open' });

    expect(await retry(restored)).toEqual({ kind: 'captured' });
    expect(calls).toEqual(['list', 'retrieve', 'confirm']);
    expect(captures(restored.eventId)).toBe(1);
  });

  it('cancels all but one, and keeps the one that can not be cancelled', async () => {
    const { retry, restored, row, states } = restoredBeside({ kind: 'open' }, { kind: 'processing' }, { kind: 'open' });

    expect(await retry(restored)).toMatchObject({ kind: 'parked', reason: 'the payment is processing' });
    expect(row(restored)).toMatchObject({ intentId: 'pi_2', intentsUnknown: true });
    expect(states()).toEqual(['canceled', 'processing', 'canceled']);
  });

  it('records none while two can not be cancelled', async () => {
    const { retry, restored, row, calls } = restoredBeside({ kind: 'processing' }, { kind: 'processing' });

    expect(await retry(restored)).toMatchObject({ kind: 'parked' });
    expect(row(restored)).not.toHaveProperty('intentId');
    expect(calls).toEqual(['list', 'cancel']);
  });

  it('looks four times at a list that goes on showing several, and records none', async () => {
    const { attempt, restored, row } = restoredBeside();
    const intents = ['pi_1', 'pi_2'].map((intentId) => ({ intentId, state: { kind: 'open' } as const }));
    const listedSince: Date[] = [];
    const list = async (_payment: unknown, since: Date) => {
      listedSince.push(since);
      return { kind: 'listed' as const, intents };
    };
    const cancel = async () => ({ kind: 'canceled' as const });

    expect(await attempt({ gateway: { list, cancel } }).retry(restored)).toMatchObject({ kind: 'parked' });
    expect(row(restored)).not.toHaveProperty('intentId');
    // The gateway's clock may be five minutes behind.
    expect(listedSince).toEqual(Array(4).fill(after(-300)));
  });

  it('leaves an intent that is not as it was asked for to a person', async () => {
    const { attempt, restored, row } = restoredBeside();
    const state = { kind: 'contradiction', reason: 'another amount' } as const;
    const list = async () => ({ kind: 'listed' as const, intents: [{ intentId: 'pi_1', state }] });

    expect(await attempt({ gateway: { list } }).retry(restored)).toEqual({ kind: 'in-review' });
    expect(row(restored)).toMatchObject({ state: 'IN_REVIEW', reviewReason: 'pi_1: another amount' });
  });

  it('creates one only where the complete list shows none', async () => {
    const { retry, restored, calls, captures } = restoredBeside({ kind: 'canceled' });

    expect(await retry(restored)).toEqual({ kind: 'captured' });
    // It may be one that a lost attempt has confirmed under the same key.
    expect(calls).toEqual(['list', 'create', 'retrieve', 'confirm']);
    expect(captures(restored.eventId)).toBe(1);
  });

  it('creates none where the list has no end', async () => {
    const { attempt, rows, row } = paymentsInMemory();
    const lost = restored();
    rows.set(lost.eventId, lost);

    expect(await attempt({ gateway: { list: async () => LOST } }).retry(lost)).toMatchObject({ kind: 'parked' });
    expect(row(lost)).toMatchObject({ state: 'CHARGING' });
  });

  it('leaves two captures to a person', async () => {
    const { retry, restored, row } = restoredBeside({ kind: 'succeeded' }, { kind: 'succeeded' });

    expect(await retry(restored)).toEqual({ kind: 'in-review' });
    expect(row(restored)).toMatchObject({ state: 'IN_REVIEW', reviewReason: 'several captures: pi_1, pi_2' });
  });
});

describe('a restored row of a cancelled order', () => {
  function cancelledBeside(...states: readonly IntentState[]) {
    const { rows, retry, ...payments } = restoredBeside(...states);
    const cancelled = { ...payments.restored, cancelRequested: true };
    rows.set(cancelled.eventId, cancelled);
    return { ...payments, retry: () => retry(cancelled), decided: () => payments.row(cancelled) };
  }

  it('is refunded where an intent has captured', async () => {
    const { retry, decided, calls } = cancelledBeside({ kind: 'succeeded' });

    expect(await retry()).toEqual({ kind: 'refund-due' });
    expect(decided()).toMatchObject({ state: 'REFUND_DUE', gatewayReference: 'pi_1' });
    expect(calls).toEqual(['list', 'cancel']);
  });

  it.each([1, 3])('is charged by none of %i open intents', async (count) => {
    const { retry, decided, states, captures, restored } = cancelledBeside(...Array(count).fill({ kind: 'open' }));

    expect(await retry()).toEqual({ kind: 'voided' });
    expect(decided()).toMatchObject({ state: 'VOID' });
    expect(states()).toEqual(Array(count).fill('canceled'));
    expect(captures(restored.eventId)).toBe(0);
  });

  it('gets no intent where the list shows none that could capture', async () => {
    const { retry, decided, calls } = cancelledBeside({ kind: 'canceled' });

    expect(await retry()).toEqual({ kind: 'voided' });
    expect(decided()).toMatchObject({ state: 'VOID' });
    expect(calls).toEqual(['list']);
  });

  it('of version 1 is void although nobody has its payment method any more', async () => {
    const { attempt, rows, row, calls } = paymentsInMemory();
    const { intentId: _, ...version1 } = aPaymentRow({ leaseUntil: at(0), dueAt: at(0), cancelRequested: true });
    rows.set(version1.eventId, version1);

    expect(await attempt().retry(version1)).toEqual({ kind: 'voided' });
    expect(row(version1)).toMatchObject({ state: 'VOID' });
    expect(calls).toEqual(['list']);
  });
});

describe('a row of version 1, which charged in one call', () => {
  it('is listed before anything is created, and then has what a retry needs', async () => {
    const { charge, rows, row, calls, pass } = paymentsInMemory();
    const { intentId: _, ...version1 } = aPaymentRow({ leaseUntil: at(0) });
    rows.set(version1.eventId, version1);
    pass(LEASE_SECONDS);

    expect(await charge(aPaymentOrder())).toEqual({ kind: 'captured' });
    expect(calls).toEqual(['list', 'create', 'retrieve', 'confirm']);
    expect(row(version1)).toMatchObject({ paymentMethod: 'pm_card_visa', intentsUnknown: true });
  });

  it('goes on with its event where it is due, since the retrier alone can not charge it', async () => {
    const { charge, rows, row } = paymentsInMemory();
    const { intentId: _, ...version1 } = aPaymentRow({ leaseUntil: at(0), dueAt: at(0) });
    rows.set(version1.eventId, version1);

    expect(await charge(aPaymentOrder())).toEqual({ kind: 'captured' });
    expect(row(version1)).toMatchObject({ state: 'CAPTURED' });
  });

  it('is left due by a retrier that has no payment method for it', async () => {
    const { attempt, rows, row, calls } = paymentsInMemory();
    const { intentId: _, ...version1 } = aPaymentRow({ leaseUntil: at(0), dueAt: at(0) });
    rows.set(version1.eventId, version1);

    expect(await attempt().retry(version1)).toMatchObject({ kind: 'parked' });
    expect(calls).toEqual(['list']);
    expect(row(version1)).toMatchObject({ state: 'CHARGING', intentsUnknown: true });
  });
});
