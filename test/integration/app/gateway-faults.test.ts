import { beforeAll, describe, expect, inject, it } from 'vitest';
import { ordersClient } from '../../harness/orders-client.ts';

const orders = ordersClient(inject('app'));

const FAULTS = [
  ['pm_card_visa', 'PAID', 1],
  ['pm_timeout_after_charge', 'PAID', 1],
  ['pm_timeout_before_charge', 'PAID', 1],
  ['pm_error_500_before_execution', 'PAID', 1],
  ['pm_slow_3s', 'PAID', 1],
  ['pm_error_500_sticky', 'PAID', 1],
  ['pm_wrong_amount', 'IN_REVIEW', 1],
  ['pm_processing', 'IN_REVIEW', 0],
  ['pm_card_chargeDeclined', 'DECLINED', 0],
  ['pm_card_authenticationRequired', 'DECLINED', 0],
  ['pm_requires_action', 'DECLINED', 0],
  ['pm_that_nobody_knows', 'DECLINED', 0],
] as const;

const placed = new Map<string, string>();

// All at once: a batch that fails holds up the ones after it.
beforeAll(async () => {
  const place = async (method: string) => placed.set(method, await orders.place(method));
  await Promise.all(FAULTS.map(([method]) => place(method)));
});

describe('a charge whose answer is a fault', () => {
  it.each(FAULTS)(
    'ends with %s as %s, with %i captured charges',
    { timeout: 90_000 },
    async (method, status, captures) => {
      const orderId = placed.get(method) ?? '';

      const { payment } = await orders.waitForStatus(orderId, status, 80_000);

      const charges = await orders.captures(orderId);
      expect(charges).toHaveLength(captures);
      if (captures === 1) expect(payment?.gatewayReference).toBe(charges[0]?.id);
    },
  );
});
