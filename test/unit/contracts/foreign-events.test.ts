import { describe, expect, it } from 'vitest';
import { ORDER_CANCELLED } from '../../../functions/contracts/order-cancelled.ts';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { eventIdOf, readEvent } from '../../../functions/platform/decode-event.ts';
import type { KafkaRecord } from '../../../functions/platform/kafka-record.ts';
import {
  aForeignBinaryRecord,
  anUntypedRecord,
  aRoutedRecord,
  aStructuredRecord,
  FOREIGN_ORDER,
  OUTBOX_ID,
} from '../../doubles/foreign-records.ts';
import { anOrderPlaced, orderIdOf, TRACEPARENT } from '../../doubles/order-builders.ts';

const read = (record: KafkaRecord) => readEvent(record, ORDER_PLACED);
const json = JSON.stringify(FOREIGN_ORDER);
const base64 = Buffer.from(json).toString('base64');
const { type } = ORDER_PLACED;
const schema = { type: 'string', optional: false };

describe('read an order of another system', () => {
  it.each<[string, KafkaRecord]>([
    ['from an outbox router, typed by a header', aRoutedRecord()],
    ['from an outbox router, typed in the value', anUntypedRecord({ eventType: type, payload: FOREIGN_ORDER })],
    ['from an outbox router, typed beside a text', anUntypedRecord({ eventType: type, payload: json })],
    ['from an outbox router whose converter writes texts as JSON', aRoutedRecord({ value: JSON.stringify(json) })],
    ['from an outbox router whose converter adds a schema', aRoutedRecord({ value: { schema, payload: json } })],
    [
      'from an outbox router whose converter adds a schema around a typed value',
      anUntypedRecord({ schema, payload: { eventType: type, payload: json } }),
    ],
    ['as a structured CloudEvent', aStructuredRecord()],
    [
      'as a structured CloudEvent in bytes',
      aStructuredRecord({ attributes: { data: undefined, data_base64: base64 } }),
    ],
    [
      "as a structured CloudEvent of Spring's binder",
      aStructuredRecord({ headers: { contentType: '"application/cloudevents+json"' } }),
    ],
    ['as a binary CloudEvent', aForeignBinaryRecord()],
    ['as a binary CloudEvent beside another id', aForeignBinaryRecord({ headers: { id: 'other' } })],
  ])('%s', (_form, record) => {
    expect(read(record)).toEqual({ id: OUTBOX_ID, traceparent: '', data: FOREIGN_ORDER });
  });

  it.each<[string, KafkaRecord]>([
    ['a header of a routed record', aRoutedRecord({ headers: { traceparent: TRACEPARENT } })],
    ['an attribute', aStructuredRecord({ attributes: { traceparent: TRACEPARENT } })],
    [
      'a header of a structured record',
      aStructuredRecord({
        headers: { 'content-type': 'application/cloudevents+json', traceparent: TRACEPARENT },
      }),
    ],
  ])('with its trace from %s', (_place, record) => {
    expect(read(record).traceparent).toBe(TRACEPARENT);
  });

  it('tells the id of a routed record by its headers alone, and that of our own before it', () => {
    expect(eventIdOf(aRoutedRecord())).toEqual([OUTBOX_ID]);
    expect(eventIdOf(aForeignBinaryRecord({ headers: { id: 'other' } }))).toEqual([OUTBOX_ID]);
  });

  it('reads an order of our own in any form, under its own id only', () => {
    const value = anOrderPlaced();
    const id = ORDER_PLACED.eventId(value.orderId);

    expect(read(aStructuredRecord({ value, attributes: { id } })).id).toBe(id);
    expect(() => read(aStructuredRecord({ value }))).toThrow('ce_id is not the id of the event of this order');
    expect(() => read(aRoutedRecord({ value, key: value.orderId }))).toThrow(
      'is not the id of the event of this order',
    );
  });
});

describe('read the cancellation of an order of another system', () => {
  const value = {
    ...{ orderId: FOREIGN_ORDER.orderId, tenant: 'local', orderEventId: OUTBOX_ID },
    ...{ cancelledAt: FOREIGN_ORDER.placedAt, totalAmount: 1_250, currency: 'EUR' },
  };
  const aCancellation = (differing: object) =>
    aRoutedRecord({ value: { ...value, ...differing }, headers: { eventType: ORDER_CANCELLED.type } });

  it('by the id of the event that placed it', () => {
    expect(readEvent(aCancellation({}), ORDER_CANCELLED).data).toEqual(value);
  });

  it.each([
    ['orderEventId must be 16 to 128', { orderEventId: `${orderIdOf(1)}.order-placed.1` }],
    ['the key of the record is not', { orderId: 'another' }],
  ])('refuses it where %s', (reason, differing) => {
    expect(() => readEvent(aCancellation(differing), ORDER_CANCELLED)).toThrow(reason);
  });
});
