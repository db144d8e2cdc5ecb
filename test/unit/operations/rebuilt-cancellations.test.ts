import { describe, expect, it } from 'vitest';
import { TRACEPARENT } from '../../doubles/order-builders.ts';
import { at } from '../../harness/payments.ts';
import { captured, due, published, rebuilt, rowAfter, toLookUp } from './rebuilding.ts';

describe('rebuild a row of an order that was cancelled', () => {
  it('gives an order that was cancelled before it was charged its payment', async () => {
    const payment = {
      ...captured,
      state: 'VOID',
      gatewayReference: null,
      declineCode: 'order_cancelled',
    } as const;

    expect(await rowAfter({ status: 'CANCELLED', payment, ...published })).toEqual({
      ...rebuilt,
      state: 'VOID',
      declineCode: 'order_cancelled',
      decidedAt: at(2),
    });
  });

  it('gives a refunded order its payment, which is not due any more', async () => {
    const payment = { ...captured, state: 'REFUNDED' } as const;

    expect(await rowAfter({ status: 'REFUNDED', payment, ...published })).toEqual({
      ...rebuilt,
      state: 'REFUNDED',
      gatewayReference: 'pi_1',
      intentId: 'pi_1',
      decidedAt: at(2),
    });
  });

  it('marks an undecided payment whose order is to be cancelled, so that no charge stays', async () => {
    const cancellation = { sequence: 2, requestedAt: at(1), traceparent: TRACEPARENT };

    expect(await rowAfter({ ...published, cancellation })).toEqual({
      ...rebuilt,
      ...toLookUp,
      ...due,
      cancelRequested: true,
    });
  });
});
