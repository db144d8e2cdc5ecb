import { describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import type { RefundResponse } from '../../../functions/payments/payment-gateway.ts';
import { refundPayment } from '../../../functions/payments/refund-payment.ts';
import { aCancellation, aPaymentOrder, aPaymentRow } from '../../doubles/payment-builders.ts';
import { at, LOST, paymentsInMemory, UNREACHABLE } from '../../harness/payments.ts';

/** A captured payment whose order was cancelled, and what the gateway answers to its refund. */
async function refunded(differing: Partial<PaymentRow> = {}, response?: RefundResponse) {
  const payments = paymentsInMemory();
  const order = aPaymentOrder();
  await payments.charge(order);
  await payments.cancel(aCancellation());
  payments.rows.set(order.eventId, { ...payments.row(order), ...differing });
  const gateway = response ? { refund: async () => response } : {};
  return { ...payments, order, outcome: await payments.refund(order, { gateway }) };
}

describe('giving a payment back', () => {
  it('gives back what was captured, once, and ends the payment', async () => {
    const { outcome, order, row, intents, calls, refund } = await refunded();

    expect(outcome).toEqual({ kind: 'refunded' });
    expect(row(order)).toMatchObject({ state: 'REFUNDED', gatewayReference: 'pi_1', decidedAt: at(0) });
    expect(row(order)).not.toHaveProperty('dueAt');
    expect(row(order)).not.toHaveProperty('dueShard');
    expect(intents.get('pi_1')?.refunded).toBe(order.totalAmount);
    expect(await refund(order)).toEqual({ kind: 'refunded' });
    expect(calls).toEqual(['create', 'confirm', 'refund', 'refund']);
  });

  it('gives back the intent that has the money where the row records another one', async () => {
    const asked: string[] = [];
    const { refunds, now } = paymentsInMemory();
    const gateway = {
      async refund(intentId: string) {
        asked.push(intentId);
        return UNREACHABLE;
      },
    };
    await refundPayment({ refunds, gateway, now })(aPaymentRow({ state: 'REFUND_DUE', gatewayReference: 'pi_2' }));
    await refundPayment({ refunds, gateway, now })(aPaymentRow({ state: 'REFUND_DUE' }));

    expect(asked).toEqual(['pi_2', 'pi_1']);
  });

  it.each<[RefundResponse, boolean]>([
    [LOST, false],
    [{ ...LOST, misconfigured: true }, true],
    [{ kind: 'contradiction', reason: 'no answer' }, true],
  ])('tries again later after %j, and asks for a person where only one can help', async (response, misconfigured) => {
    const { outcome, order, row, refund, pass } = await refunded({}, response);

    expect(outcome).toEqual({ kind: 'parked', reason: 'no answer', misconfigured, dueAt: at(5) });
    expect(row(order)).toMatchObject({ state: 'REFUND_DUE', dueAt: at(5), attempts: 1, parkReason: 'no answer' });
    pass(60);
    await refund(order, { gateway: { refund: async () => LOST } });
    expect(row(order)).toMatchObject({ dueAt: at(70), attempts: 2, parkedSince: at(0) });
  });

  it('counts no attempt that sent nothing', async () => {
    const { outcome, order, row } = await refunded({}, UNREACHABLE);

    expect(outcome).toEqual(UNREACHABLE);
    expect(row(order)).toMatchObject({ state: 'REFUND_DUE', dueAt: at(0), attempts: 0 });
  });

  it('asks nobody where no intent is known', async () => {
    const { outcome, calls } = await refunded({ gatewayReference: undefined, intentId: undefined });

    expect(outcome).toMatchObject({ kind: 'parked', misconfigured: true });
    expect(calls).not.toContain('refund');
  });

  it.each<[string, Partial<PaymentRow>, string]>([
    ['has parked it', { dueAt: at(99) }, 'waiting'],
    ['has given it back', { state: 'REFUNDED', dueAt: undefined }, 'duplicate'],
  ])('parks nothing where another %s meanwhile', async (_what, meanwhile, kind) => {
    const { rows, refund, ...payments } = paymentsInMemory();
    const order = aPaymentOrder();
    const row = aPaymentRow({ state: 'REFUND_DUE', dueAt: at(0) });
    rows.set(row.eventId, row);
    const changed = { ...row, ...meanwhile };
    const lost = async () => {
      rows.set(row.eventId, changed);
      return LOST;
    };

    expect(await refund(order, { gateway: { refund: lost } })).toEqual({ kind });
    expect(payments.row(order)).toEqual(changed);
  });
});
