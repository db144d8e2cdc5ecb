import { describe, expect, it } from 'vitest';
import { airwallexGatewayLedger } from '../../functions/auditor/airwallex-gateway-ledger.ts';
import type { GatewayLedger } from '../../functions/auditor/audit-sources.ts';
import type { AuditedIntent, AuditedRefund } from '../../functions/auditor/order-evidence.ts';
import { stripeGatewayLedger } from '../../functions/auditor/stripe-gateway-ledger.ts';
import { fixedKey } from '../../functions/payments/table-guard.ts';
import { openAirwallex } from '../harness/airwallex-at.ts';
import { gatewayAt, request, serveSimulator } from '../harness/gateway-at.ts';

const limits = { timeoutMs: 5_000, connectTimeoutMs: 1_000, listTimeoutMs: 5_000, now: () => new Date() };

const GATEWAYS = {
  async 'Stripe adapter against the simulator'() {
    const { url, key } = await serveSimulator();
    return {
      gateway: gatewayAt(url, { key, ...limits }),
      ledger: stripeGatewayLedger({ url, key: fixedKey(key), ...limits }),
    };
  },
  async 'Airwallex adapter against its server'() {
    const { url, key, gateway } = await openAirwallex({}, limits);
    return { gateway, ledger: airwallexGatewayLedger({ url, key: fixedKey(key), ...limits }) };
  },
};

const HOUR = 3_600_000;

/** A list may show one at the end of a part and again at the beginning of the next. */
async function listed(ledger: GatewayLedger, created = { from: Date.now() - HOUR, until: Date.now() + HOUR }) {
  const intents = new Map<string, AuditedIntent>();
  const refunds = new Map<string, AuditedRefund>();
  await ledger.intents(created, (intent) => intents.set(intent.id, intent));
  await ledger.refunds(created, (refund) => refunds.set(refund.id, refund));
  return { intents: [...intents.values()], refunds: [...refunds.values()] };
}

describe.each(Object.entries(GATEWAYS))("the gateway's ledger, %s", (_name, open) => {
  it('lists what was captured and given back in minor units, with the order that it is of', async () => {
    const { gateway, ledger } = await open();
    const created = await gateway.create(request);
    const id = created.kind === 'created' ? created.intentId : '';
    await gateway.confirm(id, request);
    await gateway.refund(id, request);

    const { intents, refunds } = await listed(ledger);

    const { orderId, eventId, amount, currency } = request;
    expect(intents).toEqual([expect.objectContaining({ id, status: 'succeeded', amount, currency, orderId, eventId })]);
    expect(refunds).toEqual([expect.objectContaining({ intentId: id, amount, currency })]);
    expect(await ledger.intent(id)).toEqual(intents[0]);
    expect(await ledger.refundsOf(id)).toEqual(refunds);
  });

  it('lists what was created in the time alone, and more than a page', async () => {
    const { gateway, ledger } = await open();
    for (let number = 0; number < 101; number++)
      await gateway.create({
        ...request,
        orderId: `${request.orderId}${number}`,
        eventId: `${request.eventId}${number}`,
      });

    expect((await listed(ledger)).intents).toHaveLength(101);
    expect(await listed(ledger, { from: 0, until: HOUR })).toEqual({ intents: [], refunds: [] });
  });

  it('knows no intent that was not made', async () => {
    const { ledger } = await open();

    expect(await ledger.intent('pi_none')).toBeUndefined();
  });
});
