import { describe, expect, it } from 'vitest';
import { readOrderEntry, readPaymentEntry } from '../../../functions/outbox-publisher/outbox-events.ts';
import { streamRecords } from '../../../functions/platform/stream-batch.ts';
import { anOrderRow, orderIdOf } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { anOrderEvent, aStreamRecord } from '../../doubles/record-builders.ts';

const read = readOrderEntry('orders.order-placed.v1');
const withRow = (differing: object) =>
  aStreamRecord({ image: { kind: 'row', row: { ...anOrderRow(), ...differing } } });

/** Lines that are so many bytes of JSON. */
function linesOf(bytes: number) {
  const line = (sku: string) => ({ sku, quantity: 1, unitAmount: 1 });
  const empty = JSON.stringify(line('')).length + 1;
  const count = Math.ceil((bytes - 1) / (empty + 60));
  const letters = bytes - 1 - count * empty;
  const lengthOf = (number: number) => Math.floor(letters / count) + Number(number < letters % count);
  return Array.from({ length: count }, (_, number) => line('s'.repeat(lengthOf(number))));
}

describe('read what a changed row asks for', () => {
  it('asks for the event of an order whose outbox entry is there', () => {
    expect(read(aStreamRecord())).toEqual({
      kind: 'event',
      rowKey: orderIdOf(1),
      event: anOrderEvent(),
      requeues: 0,
    });
  });

  it.each([
    ['without an outbox entry', withRow({ outbox: undefined })],
    ['that was deleted', aStreamRecord({ image: { kind: 'absent' } })],
    ['whose key can not be read', aStreamRecord({ keys: {} })],
  ])('asks for nothing of a row %s', (_situation, record) => {
    expect(read(record)).toEqual({ kind: 'nothing' });
  });

  it.each<[string, object]>([
    ['an attribute is missing', { tenant: undefined }],
    ['an attribute is null', { tenant: null }],
    ['an attribute has another type', { totalAmount: '1250' }],
    ['a number is beyond what is safe', { totalAmount: 12345678901234567890n }],
    ['an amount is a fraction', { totalAmount: 0.5 }],
    ['its lines are no list', { lines: {} }],
    ['a line lacks an attribute', { lines: [{ sku: 'tea', quantity: 1 }] }],
    ['its id is not one', { orderId: 'o1' }],
    ['its status is unknown', { status: 'LOST' }],
    ['its outbox entry has no event', { outbox: { requeues: 0 } }],
  ])('finds a row to be poison, with the reason, where %s', (_situation, differing) => {
    expect(read(withRow(differing))).toEqual({
      kind: 'poison',
      rowKey: orderIdOf(1),
      reason: expect.stringMatching(/\S/),
    });
  });

  it('names the attribute that is wrong', () => {
    expect(read(withRow({ totalAmount: '1250' }))).toHaveProperty('reason', expect.stringContaining('totalAmount'));
  });

  it('names the first problems only where there are very many', () => {
    const { reason } = { reason: '', ...read(withRow({ lines: Array.from({ length: 100_000 }, () => 1) })) };

    expect(reason.length).toBeLessThan(2_000);
  });

  it('finds a row to be poison whose event its consumers could not read', () => {
    const readPayment = readPaymentEntry('payments.payment-decided.v1');
    const row = aPaymentRow({ state: 'CAPTURED', decidedAt: 'yesterday' });

    expect(readPayment(aStreamRecord({ keys: { eventId: 'e' }, image: { kind: 'row', row } }))).toMatchObject({
      kind: 'poison',
      reason: expect.stringContaining('decidedAt'),
    });
  });

  it('finds an image to be poison that could not even be read', () => {
    const image = { orderId: { S: orderIdOf(1) }, outbox: null };
    const dynamodb = { SequenceNumber: '1', Keys: { orderId: { S: orderIdOf(1) } }, NewImage: image };

    expect(streamRecords({ Records: [{ dynamodb }] }).map(read)).toMatchObject([
      { kind: 'poison', rowKey: orderIdOf(1), reason: 'the row is not a map of DynamoDB attributes' },
    ]);
  });

  it('takes an event of a million bytes, and finds one more to be poison', () => {
    const { lines } = anOrderRow();
    const others = Buffer.byteLength(anOrderEvent().value) - JSON.stringify(lines).length;
    const sized = (bytes: number) => withRow({ lines: linesOf(bytes - others) });

    expect(read(sized(1_000_000))).toMatchObject({ kind: 'event' });
    expect(read(sized(1_000_001))).toMatchObject({
      kind: 'poison',
      reason: 'the event has 1000001 bytes, 1000000 at most',
    });
  });
});
