import { describe, expect, it } from 'vitest';
import { cloudEvent } from '../../../functions/contracts/cloud-event.ts';
import { ORDER_CANCELLED } from '../../../functions/contracts/order-cancelled.ts';
import {
  type CancellationOutcome,
  processOrderCancelled,
} from '../../../functions/payment-canceller/cancel-payment.ts';
import { aCancellation } from '../../doubles/payment-builders.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';

describe('process an order-cancelled record', () => {
  function aConsumer(outcome: CancellationOutcome) {
    const cancelled: unknown[] = [];
    const reported: unknown[] = [];
    const process = processOrderCancelled({
      async cancel({ data }) {
        cancelled.push(data);
        return outcome;
      },
      report: ({ id, traceparent }, ended) => reported.push({ id, traceparent, ended }),
    });
    return { process, cancelled, reported };
  }
  const { id, traceparent, data } = aCancellation();
  const event = cloudEvent(ORDER_CANCELLED, { id, topic: ORDER_CANCELLED.topic, traceparent, sequence: 2, data });

  it.each(['voided', 'noted', 'refund-due', 'unchanged'] as const)(
    'is done when the payment is %s',
    async (outcome) => {
      const { process, cancelled, reported } = aConsumer(outcome);

      await process(aKafkaRecord({}, event));

      expect(cancelled).toEqual([data]);
      expect(reported).toEqual([{ id, traceparent, ended: outcome }]);
    },
  );

  it('is poison when the payment is of another amount, and reports it all the same', async () => {
    const { process, reported } = aConsumer('mismatch');

    await expect(process(aKafkaRecord({}, event))).rejects.toMatchObject({ name: 'PaymentMismatch' });
    expect(reported).toHaveLength(1);
  });

  it('cancels nothing for another event of the order', async () => {
    const { process, cancelled } = aConsumer('voided');

    await expect(process(aKafkaRecord())).rejects.toMatchObject({ name: expect.stringMatching(/Event/) });
    expect(cancelled).toEqual([]);
  });
});
