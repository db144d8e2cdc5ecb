import { describe, expect, it } from 'vitest';
import type { PaymentOrder } from '../../../functions/payment-processor/payment-order.ts';
import { processOrderPlaced } from '../../../functions/payment-processor/process-order-placed.ts';
import type { PaymentOutcome } from '../../../functions/payment-processor/take-payment.ts';
import { aPaymentOrder, aPaymentRow } from '../../doubles/payment-builders.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';

const PLACE = { partition: 4, offset: 17 };

/** A consumer whose payments end so. */
function aConsumer(outcome: PaymentOutcome) {
  const taken: PaymentOrder[] = [];
  const reported: [PaymentOrder, PaymentOutcome][] = [];
  const process = processOrderPlaced({
    take: async (order) => {
      taken.push(order);
      return outcome;
    },
    report: (order, ended) => reported.push([order, ended]),
  });
  return { process, taken, reported };
}

const conflict: PaymentOutcome = {
  kind: 'conflict',
  kept: aPaymentRow({ state: 'DECLINED' }),
  dropped: { state: 'CAPTURED', gatewayReference: 'pi_1' },
};

describe('process an order-placed record', () => {
  it('takes the payment of the order, with where its record lies', async () => {
    const { process, taken } = aConsumer({ kind: 'captured' });

    await process(aKafkaRecord(PLACE));

    expect(taken).toEqual([aPaymentOrder()]);
  });

  it.each<PaymentOutcome>([
    { kind: 'captured' },
    { kind: 'declined' },
    { kind: 'in-review' },
    { kind: 'duplicate' },
    conflict,
  ])('is done when the payment is $kind, and reports it', async (outcome) => {
    const { process, reported } = aConsumer(outcome);

    await process(aKafkaRecord(PLACE));

    expect(reported).toEqual([[aPaymentOrder(), outcome]]);
  });

  it.each<[PaymentOutcome, string]>([
    [{ kind: 'held-by-another' }, 'Error'],
    [{ kind: 'unknown', reason: 'timed out' }, 'Error'],
    [{ kind: 'mismatch' }, 'PaymentMismatch'],
  ])('fails when the payment is %j, and reports it all the same', async (outcome, name) => {
    const { process, reported } = aConsumer(outcome);

    await expect(process(aKafkaRecord(PLACE))).rejects.toMatchObject({ name });

    expect(reported).toHaveLength(1);
  });

  it('takes no payment under an id that is not the one of the order, since that would be another key', async () => {
    const { process, taken } = aConsumer({ kind: 'captured' });
    const headers = [...aKafkaRecord().headers, { name: 'ce_id', value: Buffer.from('another') }];

    await expect(process(aKafkaRecord({ headers }))).rejects.toMatchObject({ name: 'InvalidEvent' });

    expect(taken).toEqual([]);
  });

  it('takes no payment for a record that is no event', async () => {
    const { process, taken } = aConsumer({ kind: 'captured' });

    await expect(process(aKafkaRecord({ value: null }))).rejects.toMatchObject({ name: 'Tombstone' });

    expect(taken).toEqual([]);
  });
});
