import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromGatewayAmount, GATEWAY_CURRENCIES } from '../../functions/contracts/money.ts';
import type { PaymentGateway } from '../../functions/payments/payment-gateway.ts';
import { inMemoryChargeLedger } from '../doubles/in-memory-charge-ledger.ts';
import { aPaymentRequest } from '../doubles/payment-builders.ts';
import { gatewayAt } from '../harness/gateway-at.ts';
import { serveSimulatedGateway } from '../harness/simulated-gateway.ts';

type Edges = Pick<NonNullable<ReturnType<typeof GATEWAY_CURRENCIES.get>>, 'minimum' | 'maximum' | 'multipleOf'>;

/** Amounts in the gateway's unit at the edges of what it takes, and beside them. */
const edgesOf = ({ minimum, maximum, multipleOf }: Edges) => [
  minimum - multipleOf,
  minimum,
  minimum + 1,
  minimum + multipleOf,
  maximum - multipleOf,
  maximum,
  maximum + multipleOf,
];

describe('an amount that the gateway charges', () => {
  const ledger = inMemoryChargeLedger();
  let gateway: PaymentGateway;
  let close: () => void;
  beforeAll(async () => {
    const simulator = await serveSimulatedGateway({ ledger });
    gateway = gatewayAt(simulator.url, { key: simulator.key, timeoutMs: 5_000 });
    close = simulator.close;
  });
  afterAll(() => close());

  /** What the gateway has captured for an order of this amount, or why the order is refused. */
  async function charge(currency: string, amount: number) {
    const request = aPaymentRequest({ currency, amount });
    const created = await gateway.create(request);
    if (created.kind !== 'created') return created;
    expect(await gateway.confirm(created.intentId, request)).toEqual({ kind: 'succeeded' });
    const intent = await ledger.find(created.intentId);
    return intent?.object === 'payment_intent' ? { kind: 'captured', amount: intent.amount } : undefined;
  }

  it.each([...GATEWAY_CURRENCIES])("is the order's in %s, or the order is refused", async (currency, limits) => {
    const amounts = edgesOf(limits).flatMap((amount) => fromGatewayAmount({ currency, amount }) ?? []);
    expect(amounts.length).toBeGreaterThanOrEqual(4);
    let captured = 0;
    for (const amount of amounts) {
      const charged = await charge(currency, amount);
      if (charged?.kind === 'refused') continue;
      expect(charged).toMatchObject({ kind: 'captured' });
      const inMinorUnits = charged && 'amount' in charged ? fromGatewayAmount({ currency, amount: charged.amount }) : 0;
      expect(inMinorUnits).toBe(amount);
      captured += 1;
    }
    expect(captured).toBeGreaterThanOrEqual(2);
  });
});
