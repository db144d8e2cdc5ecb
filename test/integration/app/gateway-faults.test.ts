import { beforeAll, describe, expect, inject, it } from 'vitest';
import { ordersClient } from '../../harness/orders-client.ts';
import { runRetrier } from '../../harness/run-ops.ts';

const app = inject('app');
const orders = ordersClient(app);

const FAULTS = [
  ['pm_card_visa', 'PAID', 1],
  ['pm_timeout_after_charge', 'PAID', 1],
  ['pm_timeout_before_charge', 'PAID', 1],
  ['pm_error_500_before_execution', 'PAID', 1],
  ['pm_error_500_after_charge', 'PAID', 1],
  ['pm_error_500_sticky', 'PAID', 1],
  ['pm_slow_3s', 'PAID', 1],
  ['pm_processing', 'PAID', 1],
  ['pm_processing_fails', 'DECLINED', 0],
  ['pm_wrong_amount', 'IN_REVIEW', 0],
  ['pm_card_chargeDeclined', 'DECLINED', 0],
  ['pm_card_authenticationRequired', 'DECLINED', 0],
  ['pm_requires_action', 'DECLINED', 0],
  ['pm_that_nobody_knows', 'DECLINED', 0],
] as const;

const placed = new Map<string, string>();

beforeAll(async () => {
  for (const [method] of FAULTS) placed.set(method, await orders.place(method));
});

describe('a charge whose answer is a fault', () => {
  it.each(FAULTS)(
    'ends with %s as %s, with %i captured charges',
    { timeout: 300_000 },
    async (method, status, captures) => {
      const orderId = placed.get(method) ?? '';

      // As its schedule does each minute; a payment that is not due yet stays as it is.
      const retries = setInterval(() => void runRetrier(app).catch(() => undefined), 3_000);
      const { payment } = await orders.waitForStatus(orderId, status, 80_000).finally(() => clearInterval(retries));

      const charges = await orders.captures(orderId);
      expect(charges).toHaveLength(captures);
      if (captures === 1) expect(payment?.gatewayReference).toBe(charges[0]?.id);
    },
  );
});
