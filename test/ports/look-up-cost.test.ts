import { describe, expect, it } from 'vitest';
import type { ChargeLedger } from '../../functions/payment-gateway-simulator/charge-ledger.ts';
import { attemptPayment } from '../../functions/payments/attempt-payment.ts';
import type { PaymentGateway } from '../../functions/payments/payment-gateway.ts';
import { inMemoryChargeLedger } from '../doubles/in-memory-charge-ledger.ts';
import { inMemoryPayments } from '../doubles/in-memory-payments.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { gatewayAt, serveSimulator } from '../harness/gateway-at.ts';

/** A ledger with so many other intents that no list of them comes to an end. */
function busyLedger() {
  const own = inMemoryChargeLedger();
  let lists = 0;
  const ledger: ChargeLedger = {
    ...own,
    async listIntents(page) {
      lists += 1;
      const { intents } = await own.listIntents(page);
      return { intents, hasMore: true };
    },
  };
  return { ledger, lists: () => lists };
}

/** The adapter before a busy account; counts its requests. */
async function busyGateway() {
  const { ledger, lists } = busyLedger();
  const { url, key } = await serveSimulator({ ledger });
  const gateway = gatewayAt(url, { key, timeoutMs: 300 });
  let requests = 0;
  const counted =
    <Args extends unknown[], Response>(call: (...args: Args) => Promise<Response>) =>
    (...args: Args) => {
      requests += 1;
      return call(...args);
    };
  const counting: PaymentGateway = {
    create: counted(gateway.create),
    confirm: counted(gateway.confirm),
    retrieve: counted(gateway.retrieve),
    cancel: counted(gateway.cancel),
    refund: counted(gateway.refund),
    list: counted(gateway.list),
  };
  const since = () => {
    const made = requests;
    requests = 0;
    return made;
  };
  return { gateway: counting, since, lists };
}

describe('deciding a payment whose outcome was unknown, on an account with any number of others', () => {
  it.each(['pm_timeout_after_charge', 'pm_timeout_before_charge', 'pm_error_500_after_charge'])(
    'takes two requests at most, and no list: %s',
    async (paymentMethod) => {
      let seconds = 0;
      const { gateway, since, lists } = await busyGateway();
      const { rows, ledger } = inMemoryPayments();
      const attempt = (different: Partial<PaymentGateway> = {}) =>
        attemptPayment({
          ledger,
          // Without the second look, so that all of them are parked.
          gateway: { ...gateway, ...different },
          now: () => new Date(seconds * 1_000),
          newToken: () => `at ${seconds}`,
          leaseSeconds: 60,
        });
      const order = aPaymentOrder({ paymentMethod });
      const blind = { retrieve: async () => ({ kind: 'unknown', reason: '', misconfigured: false }) as const };
      expect(await attempt(blind).charge(order)).toMatchObject({ kind: 'parked' });
      since();
      seconds = 3_600;
      const row = rows.get(order.eventId);

      expect(row && (await attempt().retry(row))).toEqual({ kind: 'captured' });
      expect(since()).toBeLessThanOrEqual(2);
      expect(lists()).toBe(0);
    },
  );
});
