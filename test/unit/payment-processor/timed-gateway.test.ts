import { describe, expect, it } from 'vitest';
import type { PaymentGateway } from '../../../functions/payment-processor/payment-gateway.ts';
import { reportCharge } from '../../../functions/payment-processor/payment-report.ts';
import { type TimedCharge, timedGateway } from '../../../functions/payment-processor/timed-gateway.ts';
import { publishMetrics } from '../../../functions/platform/telemetry.ts';
import { orderIdOf, PLACED_AT, TRACEPARENT } from '../../doubles/order-builders.ts';
import { logsOf } from '../../harness/captured-logs.ts';

const request = {
  eventId: `${orderIdOf(1)}.order-placed.1`,
  orderId: orderIdOf(1),
  tenant: 'local',
  amount: 1_250,
  currency: 'EUR',
  paymentMethod: 'pm_card_visa',
  traceparent: TRACEPARENT,
  placedAt: PLACED_AT,
};
const captured = { kind: 'captured', reference: 'pi_1' } as const;
const unknown = { kind: 'unknown', mayHaveCharged: true, reason: 'timeout' } as const;

/** A gateway whose every call takes 250 ms. */
function aSlowGateway(answer: Awaited<ReturnType<PaymentGateway['charge']>>) {
  let time = Date.parse(PLACED_AT);
  const reported: TimedCharge[] = [];
  const call = async () => {
    time += 250;
    return answer;
  };
  const gateway = timedGateway({
    gateway: { charge: call, find: call },
    now: () => new Date(time),
    report: (_request, charge) => reported.push(charge),
  });
  return { gateway, reported };
}

describe('time the gateway', () => {
  it.each([captured, unknown])(
    'tells how long a charge took that ended as $kind, and hands the answer on',
    async (answer) => {
      const { gateway, reported } = aSlowGateway(answer);

      expect(await gateway.charge(request)).toBe(answer);
      expect(reported).toEqual([{ answer, milliseconds: 250 }]);
    },
  );

  it('does not tell of look-ups', async () => {
    const { gateway, reported } = aSlowGateway(captured);

    expect(await gateway.find(request)).toBe(captured);
    expect(reported).toEqual([]);
  });
});

describe('report a charge', () => {
  it('is a measurement, and a line with order, event, trace and answer, but no reference or payment method', async () => {
    const lines = await logsOf(async () => {
      reportCharge(request, { answer: captured, milliseconds: 250 });
      publishMetrics();
    });

    const { orderId, eventId } = request;
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect(lines).toMatchObject([
      { message: 'charge', orderId, eventId, traceId, answer: 'captured', milliseconds: 250 },
      { ChargeMilliseconds: 250 },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/pi_1|pm_card_visa/);
  });
});
