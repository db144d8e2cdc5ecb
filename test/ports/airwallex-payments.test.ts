import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { dynamoRefunds } from '../../functions/payments/dynamo-refunds.ts';
import { PaymentsEnv } from '../../functions/payments/env.ts';
import { refundPayment } from '../../functions/payments/refund-payment.ts';
import { wirePayments } from '../../functions/payments/wiring.ts';
import { orderIdOf } from '../doubles/order-builders.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { serveAirwallex } from '../harness/airwallex-server.ts';
import { createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';

const dynamo = testDynamoDb();
let table: string;
let server: Awaited<ReturnType<typeof serveAirwallex>>;
beforeAll(async () => {
  [table, server] = [await createPaymentsTable(dynamo), await serveAirwallex()];
  return () => server.close();
});

/** What a function wires from its environment. */
const wiredTo = ({ url, key }: { readonly url: string; readonly key: string }) =>
  wirePayments(
    z.parse(PaymentsEnv, {
      PAYMENT_DEDUP_TABLE: table,
      GATEWAY_API: 'airwallex',
      GATEWAY_URL: url,
      GATEWAY_KEY_IN: 'environment',
      GATEWAY_KEY: key,
      FUNCTION_TIMEOUT_SECONDS: '60',
    }),
    dynamo,
  );

let orders = 0;
const anOrder = (differing: Parameters<typeof aPaymentOrder>[0]) =>
  aPaymentOrder({ orderId: orderIdOf(++orders), ...differing });

describe('a payment at Airwallex, with the whole wiring of a function', () => {
  it('is captured once, however often and by whomever its order is charged', async () => {
    const [one, other] = [wiredTo(server), wiredTo(server)];
    const order = anOrder({});

    const outcomes = await Promise.all([one.attempt.charge(order), other.attempt.charge(order)]);
    const again = await other.attempt.charge(order);

    expect(outcomes).toContainEqual({ kind: 'captured' });
    expect(again).toEqual({ kind: 'duplicate' });
    expect(await one.ledger.find(order.eventId)).toMatchObject({
      state: 'CAPTURED',
      gatewayReference: expect.stringMatching(/^int_/),
    });
    expect(server.captures(order.eventId)).toBe(1);
  });

  it.each([
    ['pm_card_chargeDeclined', 'issuer_declined'],
    ['pm_requires_action', 'authentication_required'],
    ['pm_unknown', 'resource_not_found'],
  ])('is declined with %s once the gateway has cancelled it', async (paymentMethod, declineCode) => {
    const { attempt, ledger } = wiredTo(server);
    const order = anOrder({ paymentMethod });

    expect(await attempt.charge(order)).toEqual({ kind: 'declined', code: declineCode });

    const row = await ledger.find(order.eventId);
    expect(row).toMatchObject({ state: 'DECLINED', declineCode });
    expect(server.intents.get(row?.intentId ?? '')).toMatchObject({ status: 'CANCELLED', captured_amount: 0 });
  });

  it('is declined before anything is sent where the gateway can not take the amount', async () => {
    const { attempt } = wiredTo(server);
    const order = anOrder({ currency: 'HUF', totalAmount: 125_050 });

    expect(await attempt.charge(order)).toEqual({ kind: 'declined', code: 'amount_not_expressible' });
    expect([...server.intents.values()].map(({ merchant_order_id }) => merchant_order_id)).not.toContain(order.orderId);
  });

  it('is given back as a whole, once', async () => {
    const { attempt, ledger, gateway, now } = wiredTo(server);
    const order = anOrder({});
    await attempt.charge(order);
    const row = await ledger.find(order.eventId);
    if (row === undefined) throw new Error('there is no row');
    const refund = refundPayment({ refunds: dynamoRefunds({ dynamo, table }), gateway, now });

    await Promise.all([refund(row), refund(row)]);

    expect(server.refunds.filter(({ payment_intent_id }) => payment_intent_id === row.intentId)).toMatchObject([
      { amount: 12.5, currency: 'EUR' },
    ]);
  });

  it('is not made in another account than the first one', async () => {
    const another = await serveAirwallex({ account: 'acct_2' });
    const order = anOrder({});

    const outcome = await wiredTo(another).attempt.charge(order);
    another.close();

    expect(outcome).toMatchObject({ kind: 'unreachable', misconfigured: true });
    expect(outcome).toHaveProperty('reason', expect.stringContaining('acct_2'));
    expect(another.intents.size).toBe(0);
  });
});
