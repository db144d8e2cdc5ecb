import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { withStubGateway } from '../../../bench/harness/stub-gateway.ts';
import { stripePaymentGateway } from '../../../functions/payments/stripe-payment-gateway.ts';
import { fixedKey } from '../../../functions/payments/table-guard.ts';
import { aPaymentRequest } from '../../doubles/payment-builders.ts';

describe('the gateway of a measurement', () => {
  it('takes a payment in two requests, as the payment-processor asks', async () => {
    const request = aPaymentRequest();

    const responses = await withStubGateway(async ({ url }) => {
      const timeouts = { timeoutMs: 5_000, connectTimeoutMs: 2_000, listTimeoutMs: 5_000 };
      const gateway = stripePaymentGateway({ url, key: fixedKey('sk_test_bench'), ...timeouts });
      return [await gateway.create(request), await gateway.confirm('pi_1', request)];
    });

    expect(responses).toEqual([{ kind: 'created', intentId: 'pi_1' }, { kind: 'succeeded' }]);
  });

  it('takes one in a single request, as the peers ask', async () => {
    const intent = await withStubGateway(({ url }) => {
      const { hostname, port } = new URL(url);
      const stripe = new Stripe('sk_test_bench', { protocol: 'http', host: hostname, port });
      return stripe.paymentIntents.create({
        amount: 1_250,
        currency: 'eur',
        confirm: true,
        metadata: { orderId: 'o' },
      });
    });

    expect(intent).toMatchObject({ status: 'succeeded', amount: 1_250, currency: 'eur', metadata: { orderId: 'o' } });
  });

  it('answers each request after its delay', async () => {
    const took = await withStubGateway(async (gateway) => {
      gateway.delayMs = 500;
      const begun = performance.now();
      await fetch(`${gateway.url}/v1/account`);
      return performance.now() - begun;
    });

    // A timer may fire up to a millisecond early.
    expect(took).toBeGreaterThanOrEqual(499);
  });
});
