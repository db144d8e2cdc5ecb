import { describe, expect, it } from 'vitest';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import { anOrderRow, aPaymentDecided, orderIdOf } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { at } from '../../harness/payments.ts';
import { aRebuilding, captured, claim, due, eventId, published, rebuilt, rowAfter, toLookUp } from './rebuilding.ts';

describe('a row that the restored table holds', () => {
  it.each<[string, Partial<PaymentRow>]>([
    ['CHARGING', { ...due }],
    ['IN_REVIEW', { state: 'IN_REVIEW', decidedAt: at(1) }],
  ])('is raised to the decision of its order when it is still %s', async (_state, differing) => {
    const row = await rowAfter({ status: 'PAID', payment: captured, ...published }, { row: aPaymentRow(differing) });

    expect(row).toMatchObject({ state: 'CAPTURED', owner: 'rebuilt', gatewayReference: 'pi_1', decidedAt: at(2) });
    expect(row).not.toHaveProperty('dueAt');
  });

  it('is raised to the decision of an event', async () => {
    expect(await rowAfter(published, { row: aPaymentRow(), events: [aPaymentDecided()] })).toMatchObject({
      state: 'CAPTURED',
    });
  });

  it('is looked up when it is CHARGING and names no intent: it may have got one since, and its owner is gone', async () => {
    expect(await rowAfter(published, { row: claim })).toEqual({ ...rebuilt, ...toLookUp, ...due });
  });

  it('is looked up when it is IN_REVIEW and names no intent, and is not due', async () => {
    const row: PaymentRow = { ...claim, state: 'IN_REVIEW', decidedAt: at(1) };

    expect(await rowAfter(published, { row })).toEqual({ ...row, owner: 'rebuilt', intentsUnknown: true });
  });

  it.each<[string, PaymentRow]>([
    ['names its intent', aPaymentRow()],
    ['is captured', aPaymentRow({ state: 'CAPTURED' })],
    ['is declined', aPaymentRow({ state: 'DECLINED' })],
    ['is void', aPaymentRow({ state: 'VOID' })],
    ['waits for its refund', aPaymentRow({ state: 'REFUND_DUE', ...due })],
  ])('stays as it is when it %s', async (_what, row) => {
    expect(await rowAfter(published, { row })).toEqual(row);
  });

  it.each(['REFUND_DUE', 'REFUNDED'] as const)('stays as it is when it is %s and its order is paid', async (state) => {
    const row = aPaymentRow({ state, gatewayReference: 'pi_1', ...(state === 'REFUND_DUE' && due) });
    const { rows, rebuild } = aRebuilding([row]);

    expect(await rebuild([anOrderRow({ status: 'PAID', payment: captured })])).toMatchObject({ oddRows: [] });
    expect(rows.get(eventId)).toEqual(row);
  });

  it.each<Partial<PaymentRow>>([{ state: 'CAPTURED' }, { state: 'REFUND_DUE', ...due }, due])(
    'is raised to the refund of its order when it is still %o',
    async (differing) => {
      const payment = { ...captured, state: 'REFUNDED' } as const;
      const row = await rowAfter({ status: 'REFUNDED', payment, ...published }, { row: aPaymentRow(differing) });

      expect(row).toMatchObject({ state: 'REFUNDED', owner: 'rebuilt', gatewayReference: 'pi_1' });
      expect(row).not.toHaveProperty('dueAt');
    },
  );

  it('is never overwritten by another final state, but named', async () => {
    const declined = aPaymentRow({ state: 'DECLINED' });
    const { rows, rebuild } = aRebuilding([declined]);

    const report = await rebuild([anOrderRow({ status: 'PAID', payment: captured })], [aPaymentDecided()]);

    expect(rows.get(eventId)).toEqual(declined);
    expect(report).toMatchObject({
      decided: 0,
      oddRows: [`${orderIdOf(1)}: its payment row is DECLINED, elsewhere it is CAPTURED`],
    });
  });

  it('is named when it is refunded, and its order was never charged', async () => {
    const payment = { ...captured, state: 'VOID' } as const;
    const { rebuild } = aRebuilding([aPaymentRow({ state: 'REFUNDED' })]);

    expect(await rebuild([anOrderRow({ status: 'CANCELLED', payment })])).toMatchObject({
      oddRows: [`${orderIdOf(1)}: its payment row is REFUNDED, elsewhere it is VOID`],
    });
  });

  it('is named when it can not be read', async () => {
    const { rebuild } = aRebuilding([], { find: async () => 'unreadable' });

    expect(await rebuild([anOrderRow()])).toMatchObject({ inserted: 0, oddRows: [expect.stringMatching(/read/)] });
  });

  it('ends the rebuild when somebody changes it meanwhile', async () => {
    const { rebuild } = aRebuilding([claim], { change: async () => false });

    await expect(rebuild([anOrderRow()])).rejects.toThrow(/Stop consumers and retrier/);
  });
});
