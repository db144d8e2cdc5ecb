import { describe, expect, it } from 'vitest';
import { paymentDecidedEvent } from '../../functions/outbox-publisher/outbox-events.ts';
import { quarantinePoison } from '../../functions/platform/decode-event.ts';
import type { KafkaRecord } from '../../functions/platform/kafka-record.ts';
import {
  aForeignBinaryRecord,
  aRoutedRecord,
  aStructuredRecord,
  FOREIGN_ORDER,
  OUTBOX_ID,
} from '../doubles/foreign-records.ts';
import { aKafkaRecord } from '../doubles/record-builders.ts';
import { faultySandbox } from '../harness/faulty-sandbox.ts';
import { after } from '../harness/payments.ts';
import { flowStages } from './flow-stages.ts';

/** The stages, with a quarantine that says why. */
function aFlow() {
  const stages = flowStages({ now: () => after(0), sandbox: faultySandbox([]) });
  const reasons: string[] = [];
  const quarantine = async (_record: KafkaRecord, error: Error) => {
    reasons.push(error.name);
  };
  return { ...stages, reasons, take: quarantinePoison(stages.consume.placed, quarantine) };
}

describe('an order of another system, from its record to its payment', () => {
  it.each([
    ['an outbox router', aRoutedRecord()],
    ['a structured CloudEvent', aStructuredRecord()],
    ['a binary CloudEvent', aForeignBinaryRecord()],
  ])('is charged under the id of its event, from %s', async (_form, record) => {
    const { take, payments, atGateway } = aFlow();

    await take(record);

    expect(atGateway.captures(OUTBOX_ID)).toBe(1);
    const row = { orderId: FOREIGN_ORDER.orderId, amount: 1_250, currency: 'EUR', state: 'CAPTURED' };
    expect(payments.get(OUTBOX_ID)).toMatchObject(row);
  });

  it('is charged once, in whatever forms its event comes again', async () => {
    const { take, payments, atGateway } = aFlow();

    for (const record of [aRoutedRecord(), aStructuredRecord(), aForeignBinaryRecord(), aRoutedRecord()])
      await take(record);

    expect(atGateway.captures(OUTBOX_ID)).toBe(1);
    expect(payments.size).toBe(1);
  });

  it('has its payment published under its own id, which touches no order', async () => {
    const { take, payments, consume, orders } = aFlow();
    await take(aRoutedRecord());
    const [row] = payments.values();
    if (row === undefined) throw new Error('no payment');

    const event = paymentDecidedEvent('')(row);
    await consume.decided(aKafkaRecord({}, event));

    expect(event).toMatchObject({ id: `${OUTBOX_ID}:captured`, key: FOREIGN_ORDER.orderId });
    expect(orders.size).toBe(0);
  });

  it('goes to quarantine where it is another order under an id that was used, and charges nothing', async () => {
    const { take, reasons, atGateway } = aFlow();
    await take(aRoutedRecord());

    await take(aRoutedRecord({ key: 'shop-2', value: { ...FOREIGN_ORDER, orderId: 'shop-2' } }));

    expect(reasons).toEqual(['PaymentMismatch']);
    expect(atGateway.captures(OUTBOX_ID)).toBe(1);
  });

  it('goes to quarantine where it is malformed, and charges nothing', async () => {
    const { take, reasons, atGateway } = aFlow();

    await take(aRoutedRecord({ headers: { id: '4711' } }));
    await take(aStructuredRecord({ key: 'another' }));

    expect(reasons).toEqual(['InvalidEvent', 'InvalidEvent']);
    expect(atGateway.intents.size).toBe(0);
  });
});
