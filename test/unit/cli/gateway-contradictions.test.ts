import { describe, expect, it } from 'vitest';
import { gatewayContradictions } from '../../../cli/ops/order-view.ts';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';

type Status = 'succeeded' | 'canceled';

function found(state: PaymentRow['state'] | undefined, ...statuses: readonly Status[]) {
  const intent = { amount: 1_250, amount_received: 0, currency: 'EUR' };
  const intents = statuses.map((status, index) => ({ ...intent, id: `pi_${index}`, status }));
  return gatewayContradictions(state && { state }, { intents });
}

describe("what the gateway holds beside a payment's state", () => {
  it.each([
    ['DECLINED', 1],
    ['VOID', 1],
    ['CAPTURED', 0],
    ['CAPTURED', 2],
    ['IN_REVIEW', 2],
    ['CHARGING', 2],
    ['REFUND_DUE', 0],
    ['REFUNDED', 2],
  ] as const)('is wrong for %s and %i captures', (state, captures) => {
    const statuses = Array.from({ length: captures }, () => 'succeeded' as const);

    expect(found(state, 'canceled', ...statuses)).toEqual([
      `the payment is ${state}: the gateway holds ${captures} captured charges`,
    ]);
  });

  it.each([
    ['DECLINED', 0],
    ['CAPTURED', 1],
    ['REFUNDED', 1],
    ['CHARGING', 1],
    ['IN_REVIEW', 0],
    [undefined, 1],
  ] as const)('is right for %s and %i captures', (state, captures) => {
    expect(found(state, 'canceled', ...Array.from({ length: captures }, () => 'succeeded' as const))).toEqual([]);
  });

  it('is not judged where it is not known', () => {
    expect(gatewayContradictions({ state: 'CAPTURED' }, {})).toEqual([]);
  });
});
