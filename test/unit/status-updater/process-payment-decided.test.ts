import { describe, expect, it } from 'vitest';
import type { PaymentDecided } from '../../../functions/contracts/payment-decided.ts';
import { paymentDecidedEvent } from '../../../functions/outbox-publisher/outbox-events.ts';
import { processPaymentDecided, type StatusOutcome } from '../../../functions/status-updater/update-status.ts';
import { aPaymentDecided, TRACEPARENT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';

const decidedAt = '2026-01-01T12:00:01.000Z';

/** A payment-decided record as the publisher makes it. */
function aRecord(differing: Parameters<typeof aPaymentRow>[0] = {}) {
  const row = aPaymentRow({ state: 'CAPTURED', decidedAt, gatewayReference: 'pi_1', ...differing });
  return aKafkaRecord({}, paymentDecidedEvent('')(row));
}

/** A consumer whose updates end so. */
function aConsumer(outcome: StatusOutcome) {
  const updated: PaymentDecided[] = [];
  const reported: object[] = [];
  const process = processPaymentDecided({
    update: async (payment) => {
      updated.push(payment);
      return outcome;
    },
    report: ({ id, traceparent }, ended) => reported.push({ id, traceparent, ended }),
  });
  return { process, updated, reported };
}

describe('process a payment-decided record', () => {
  it.each(['updated', 'stale'] as const)('is done when the order is %s, and reports it', async (outcome) => {
    const { process, updated, reported } = aConsumer(outcome);

    await process(aRecord());

    expect(updated).toEqual([aPaymentDecided()]);
    expect(reported).toEqual([{ id: `${aPaymentRow().eventId}:captured`, traceparent: TRACEPARENT, ended: outcome }]);
  });

  it('is poison when no such order has this payment, and reports it all the same', async () => {
    const { process, reported } = aConsumer('mismatch');

    await expect(process(aRecord())).rejects.toMatchObject({ name: 'OrderMismatch' });

    expect(reported).toHaveLength(1);
  });

  it('is poison when the payment names an event that is not of its order, and touches no order', async () => {
    const { process, updated } = aConsumer('updated');

    await expect(process(aRecord({ eventId: 'another' }))).rejects.toMatchObject({ name: 'InvalidEvent' });

    expect(updated).toEqual([]);
  });

  const long = 'x'.repeat(400_001);
  const { source } = aPaymentDecided();
  it.each([
    { orderId: long, orderEventId: `${long}.order-placed.1` },
    { orderEventId: long },
    { tenant: long },
    { gatewayReference: long },
    { declineCode: long },
    { decidedAt: `2026-01-01T12:00:01.${'0'.repeat(1_000)}Z` },
    { source: { ...source, topic: long } },
    { source: { ...source, timestamp: 8.7e15 } },
    { source: { ...source, offset: -2 } },
  ])('is poison when a field has more than a row can hold: %.60j', async (field) => {
    const { process, updated } = aConsumer('updated');
    const value = Buffer.from(JSON.stringify({ ...aPaymentDecided(), ...field }));

    await expect(process({ ...aRecord(), value })).rejects.toMatchObject({ name: 'InvalidEvent' });

    expect(updated).toEqual([]);
  });

  it('is poison when it is an event of another type', async () => {
    const { process, updated } = aConsumer('updated');

    await expect(process(aKafkaRecord())).rejects.toMatchObject({ name: 'UnknownEventType' });

    expect(updated).toEqual([]);
  });

  it('comes again when the order can not be written', async () => {
    const process = processPaymentDecided({
      update: () => Promise.reject(new Error('throttled')),
      report: () => undefined,
    });

    await expect(process(aRecord())).rejects.toThrow('throttled');
  });
});
