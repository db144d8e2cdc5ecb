import { describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { PoisonRecordError, readEvent } from '../../../functions/platform/decode-event.ts';
import type { KafkaRecord } from '../../../functions/platform/kafka-record.ts';
import {
  anUntypedRecord,
  aRoutedRecord,
  aStructuredRecord,
  FOREIGN_ORDER,
  OUTBOX_ID,
} from '../../doubles/foreign-records.ts';
import { orderIdOf } from '../../doubles/order-builders.ts';

function reasonOf(record: KafkaRecord): string {
  try {
    readEvent(record, ORDER_PLACED);
  } catch (error) {
    if (error instanceof PoisonRecordError) return `${error.name}: ${error.message}`;
    throw error;
  }
  return 'read';
}

describe('refuse what is no order of another system, and say why', () => {
  const known = 'known: chargeonce.order.placed.v1';
  const idProblem = "the id of the event must be 16 to 128 letters, digits, '-' and '_', such as a UUID";
  const withId = (id: string) => aRoutedRecord({ headers: { id } });
  const ofOrder = (orderId: string) => aRoutedRecord({ key: orderId, value: { ...FOREIGN_ORDER, orderId } });

  it.each<[string, string, KafkaRecord]>([
    ['no type', `UnknownEventType: eventType is absent; ${known}`, anUntypedRecord(FOREIGN_ORDER)],
    [
      'another type',
      `UnknownEventType: eventType is no type of this system; ${known}`,
      anUntypedRecord({ eventType: 'OrderCreated', payload: '' }),
    ],
    ['no JSON', 'InvalidJson: the value is not JSON in UTF-8', aRoutedRecord({ value: '{' })],
    ['a text that is no JSON', 'InvalidJson: the value is not JSON in UTF-8', aRoutedRecord({ value: '"{"' })],
    ['the number of a row as id', `InvalidEvent: ${idProblem}`, withId('4711')],
    ['an id of 15 characters', `InvalidEvent: ${idProblem}`, withId('x'.repeat(15))],
    ['an id of 129 characters', `InvalidEvent: ${idProblem}`, withId('x'.repeat(129))],
    ['the id of one of our events', `InvalidEvent: ${idProblem}`, withId(`${orderIdOf(1)}.order-placed.1`)],
    ['the key of a refund as id', `InvalidEvent: ${idProblem}`, withId(`${OUTBOX_ID}.refund`)],
    ['an id in quotes', `InvalidEvent: ${idProblem}`, withId(`"${OUTBOX_ID}"`)],
    ['another key', 'InvalidEvent: the key of the record is not the id of the order', aRoutedRecord({ key: 'shop-1' })],
    [
      'another key of a structured event',
      'InvalidEvent: the key of the record is not the id of the order',
      aStructuredRecord({ key: 'shop-1' }),
    ],
    [
      'a structured event without type',
      `UnknownEventType: type is absent; ${known}`,
      aStructuredRecord({ attributes: { type: undefined } }),
    ],
    [
      'a structured event without id',
      'InvalidEvent: id is absent',
      aStructuredRecord({ attributes: { id: undefined } }),
    ],
    [
      'a structured event with an endless id',
      'InvalidEvent: id has 300 characters',
      aStructuredRecord({ attributes: { id: 'x'.repeat(300) } }),
    ],
    [
      'a structured event whose id is a number',
      'InvalidEvent: id is absent',
      aStructuredRecord({ attributes: { id: 4_711_471_147_114_711 } }),
    ],
    [
      'a structured event that is a list',
      `UnknownEventType: type is absent; ${known}`,
      { ...aStructuredRecord(), value: Buffer.from('[]') },
    ],
    [
      'a structured event that is a tombstone',
      'Tombstone: the record has no value',
      { ...aStructuredRecord(), value: null },
    ],
  ])('%s', (_situation, reason, record) => {
    expect(reasonOf(record)).toBe(reason);
  });

  it.each(['', 'ord_1', `ord_${'x'.repeat(23)}`, '-1', 'a b', 'a.b', 'a/b', 'ü', 'x'.repeat(65)])(
    'an order called "%s"',
    (orderId) => {
      expect(reasonOf(ofOrder(orderId))).toMatch(/^InvalidEvent: [\s\S]*at orderId/);
    },
  );

  it.each(['4', 'SO-2024_0815', 'x'.repeat(64)])('but no order called "%s"', (orderId) => {
    expect(reasonOf(ofOrder(orderId))).toBe('read');
  });

  it('never quotes the value or a header', () => {
    const secret = '4242424242424242';
    const records = [
      aStructuredRecord({ attributes: { type: secret } }),
      aStructuredRecord({ attributes: { id: `${secret}.` } }),
      aRoutedRecord({ headers: { eventType: secret } }),
      aRoutedRecord({ headers: { id: `${secret}.` } }),
      aRoutedRecord({ key: secret }),
      ofOrder(`${secret}.`),
    ];

    for (const record of records) expect(reasonOf(record)).not.toContain(secret);
  });
});
