import { describe, expect, it } from 'vitest';
import { processOrderPlaced } from '../../../functions/payment-processor/process-order-placed.ts';
import type { PaymentOutcome } from '../../../functions/payments/advance-payment.ts';
import type { PaymentOrder } from '../../../functions/payments/payment-rows.ts';
import { aPaymentOrder, aPaymentRow } from '../../doubles/payment-builders.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';

const PLACE = { partition: 4, offset: 17 };

/** A consumer whose attempts end so. */
function aConsumer(outcome: PaymentOutcome) {
  const charged: PaymentOrder[] = [];
  const reported: [PaymentOrder, PaymentOutcome][] = [];
  const process = processOrderPlaced({
    charge: async (order) => {
      charged.push(order);
      return outcome;
    },
    report: (order, ended) => reported.push([order, ended]),
  });
  return { process, charged, reported };
}

const WHY = { reason: 'no answer', misconfigured: false };
const conflict: PaymentOutcome = {
  kind: 'conflict',
  existing: aPaymentRow({ state: 'DECLINED' }),
  rejected: { kind: 'captured', gatewayReference: 'pi_1' },
};

describe('process an order-placed record', () => {
  it('charges the order, with where its record lies', async () => {
    const { process, charged } = aConsumer({ kind: 'captured' });

    await process(aKafkaRecord(PLACE));

    expect(charged).toEqual([aPaymentOrder()]);
  });

  it.each<PaymentOutcome>([
    { kind: 'captured' },
    { kind: 'declined', code: 'expired_card' },
    { kind: 'in-review' },
    { kind: 'duplicate' },
    conflict,
    { kind: 'parked', dueAt: '2026-01-01T12:00:05.000Z', ...WHY },
    { kind: 'waiting' },
    { kind: 'held-by-another' },
  ])('is done when the payment is $kind, and reports it', async (outcome) => {
    const { process, reported } = aConsumer(outcome);

    await process(aKafkaRecord(PLACE));

    expect(reported).toEqual([[aPaymentOrder(), outcome]]);
  });

  it.each<[PaymentOutcome, string]>([
    [{ kind: 'unreachable', ...WHY }, 'Error'],
    [{ kind: 'mismatch' }, 'PaymentMismatch'],
    [{ kind: 'unbuildable', reason: 'not well-formed' }, 'UnbuildableRequest'],
  ])('fails when the payment is %j, and reports it all the same', async (outcome, name) => {
    const { process, reported } = aConsumer(outcome);

    await expect(process(aKafkaRecord(PLACE))).rejects.toMatchObject({ name });

    expect(reported).toHaveLength(1);
  });

  it('charges nothing under an id that is not the one of the order, since that would be another key', async () => {
    const { process, charged } = aConsumer({ kind: 'captured' });
    const headers = [...aKafkaRecord().headers, { name: 'ce_id', value: Buffer.from('another') }];

    await expect(process(aKafkaRecord({ headers }))).rejects.toMatchObject({ name: 'InvalidEvent' });

    expect(charged).toEqual([]);
  });

  it('charges nothing for a record that is no event', async () => {
    const { process, charged } = aConsumer({ kind: 'captured' });

    await expect(process(aKafkaRecord({ value: null }))).rejects.toMatchObject({ name: 'Tombstone' });

    expect(charged).toEqual([]);
  });
});
