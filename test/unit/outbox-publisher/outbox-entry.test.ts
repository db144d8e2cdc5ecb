import { describe, expect, it } from 'vitest';
import { readOrderEvents, readPaymentEvents } from '../../../functions/outbox-publisher/outbox-events.ts';
import { streamRecords } from '../../../functions/platform/stream-batch.ts';
import { aCancelledRow, anOrderRow, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { aCancellationEntry, anEventEntry, anOrderEvent, aStreamRecord } from '../../doubles/record-builders.ts';

const read = readOrderEvents('');
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
    expect(read(aStreamRecord())).toEqual({ events: [anEventEntry()] });
  });

  it.each([
    ['without an outbox entry', withRow({ outbox: undefined })],
    ['that was deleted', aStreamRecord({ image: { kind: 'absent' } })],
    ['whose key can not be read', aStreamRecord({ keys: {} })],
  ])('asks for nothing of a row %s', (_situation, record) => {
    expect(read(record)).toEqual({ events: [] });
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
      events: [],
      poison: { kind: 'poison', rowKey: orderIdOf(1), reason: expect.stringMatching(/\S/) },
    });
  });

  it('asks for the event of a row of before orders could be cancelled', () => {
    const outbox = { eventId: anOrderEvent().id, requeues: 0 };

    expect(read(withRow({ outbox }))).toEqual({ events: [anEventEntry()] });
  });

  it('asks for all events that a row holds, in the order of their numbers', () => {
    const { outbox } = aCancelledRow();
    const entries = { 10: { type: 'order-cancelled' }, ...outbox?.entries };
    const row = { ...aCancelledRow(), outbox: { ...outbox, entries } };

    const { events } = read(aStreamRecord({ image: { kind: 'row', row } }));

    expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 10]);
    expect(events.slice(0, 2)).toEqual([anEventEntry(), aCancellationEntry()]);
  });

  it('asks for what comes before an event that can not be built, and for nothing after it', () => {
    const row = { ...aCancelledRow(), cancellation: undefined };

    expect(read(aStreamRecord({ image: { kind: 'row', row } }))).toEqual({
      events: [anEventEntry()],
      poison: { kind: 'poison', rowKey: orderIdOf(1), reason: 'the row has no cancellation' },
    });
  });

  it('asks for nothing of a row that is marked: it waits for an operator', () => {
    expect(read(withRow({ publishFailure: { reason: 'too large', failedAt: PLACED_AT } }))).toEqual({ events: [] });
  });

  it('asks for nothing of a payment while nothing is decided', () => {
    const undecided = [aPaymentRow(), aPaymentRow({ state: 'REFUND_DUE', decidedAt: PLACED_AT })];

    for (const row of undecided) {
      const record = aStreamRecord({ keys: { eventId: 'e' }, image: { kind: 'row', row } });
      expect(readPaymentEvents('')(record)).toEqual({ events: [] });
    }
  });

  it('names the attribute that is wrong', () => {
    expect(read(withRow({ totalAmount: '1250' }))).toHaveProperty(
      'poison.reason',
      expect.stringContaining('totalAmount'),
    );
  });

  it('names the first problems only where there are very many', () => {
    const { poison } = read(withRow({ lines: Array.from({ length: 100_000 }, () => 1) }));

    expect(poison?.reason.length).toBeLessThan(2_000);
  });

  it('finds a row to be poison whose event its consumers could not read', () => {
    const readPayment = readPaymentEvents('');
    const row = aPaymentRow({ state: 'CAPTURED', decidedAt: 'yesterday' });

    expect(readPayment(aStreamRecord({ keys: { eventId: 'e' }, image: { kind: 'row', row } }))).toMatchObject({
      events: [],
      poison: { reason: expect.stringContaining('decidedAt') },
    });
  });

  it('finds an image to be poison that could not even be read', () => {
    const image = { orderId: { S: orderIdOf(1) }, outbox: null };
    const dynamodb = { SequenceNumber: '1', Keys: { orderId: { S: orderIdOf(1) } }, NewImage: image };

    expect(streamRecords({ Records: [{ dynamodb }] }).map(read)).toMatchObject([
      { events: [], poison: { rowKey: orderIdOf(1), reason: 'the row is not a map of DynamoDB attributes' } },
    ]);
  });

  it('takes an event of a million bytes, and finds one more to be poison', () => {
    const { lines } = anOrderRow();
    const others = Buffer.byteLength(anOrderEvent().value) - JSON.stringify(lines).length;
    const sized = (bytes: number) => withRow({ lines: linesOf(bytes - others) });

    expect(read(sized(1_000_000))).toMatchObject({ events: [{ kind: 'event' }] });
    expect(read(sized(1_000_001))).toMatchObject({
      events: [],
      poison: { reason: 'the event has 1000001 bytes, 1000000 at most' },
    });
  });
});
