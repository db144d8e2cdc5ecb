import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { decodeEvent, PoisonRecordError } from '../../../functions/platform/decode-event.ts';
import type { KafkaRecord } from '../../../functions/platform/kafka-record.ts';
import { anOrderPlaced, TRACEPARENT } from '../../doubles/order-builders.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';

const decode = (record: KafkaRecord) => decodeEvent(record, ORDER_PLACED.versions);
const withValue = (value: unknown) => aKafkaRecord({ value: Buffer.from(JSON.stringify(value)) });
const header = (name: string, value: string | null) => ({ name, value: value === null ? null : Buffer.from(value) });
const without = (name: string) => aKafkaRecord().headers.filter((candidate) => candidate.name !== name);
const ofType = (type: string | null) => aKafkaRecord({ headers: [...without('ce_type'), header('ce_type', type)] });

const long = 'x'.repeat(400_000);

function poisonOf(record: KafkaRecord): PoisonRecordError {
  try {
    decode(record);
  } catch (error) {
    if (error instanceof PoisonRecordError) return error;
    throw error;
  }
  throw new Error('the record was decoded');
}

describe('decode an event', () => {
  it('gives id, trace and data of what the publisher wrote', () => {
    expect(decode(aKafkaRecord())).toEqual({
      id: ORDER_PLACED.eventId(anOrderPlaced().orderId),
      traceparent: TRACEPARENT,
      data: anOrderPlaced(),
    });
  });

  it('counts the last of repeated headers', () => {
    const headers = [header('ce_id', 'forged'), ...aKafkaRecord().headers, header('ce_id', 'last')];

    expect(decode(aKafkaRecord({ headers })).id).toBe('last');
  });

  it('does without a traceparent, and lets fields that it does not know pass', () => {
    const record = { ...withValue({ ...anOrderPlaced(), addedLater: 1 }), headers: without('traceparent') };

    expect(decode(record)).toMatchObject({ traceparent: '', data: anOrderPlaced() });
  });

  it.each(['none', `${TRACEPARENT}-${long}`, `cc-${TRACEPARENT.slice(3)}-${long}`])(
    'takes a traceparent that is none for an absent one: %.70s',
    (traceparent) => {
      const headers = [...without('traceparent'), header('traceparent', traceparent)];

      expect(decode(aKafkaRecord({ headers })).traceparent).toBe('');
    },
  );

  it.each<[string, string, KafkaRecord]>([
    ['a tombstone', 'Tombstone', aKafkaRecord({ value: null })],
    ['an empty value', 'InvalidJson', aKafkaRecord({ value: Buffer.alloc(0) })],
    ['bytes that are not UTF-8', 'InvalidJson', aKafkaRecord({ value: Buffer.from([34, 255, 34]) })],
    ['half a document', 'InvalidJson', aKafkaRecord({ value: Buffer.from('{"orderId":') })],
    ['another type', 'UnknownEventType', ofType('x.v2')],
    ['no type', 'UnknownEventType', aKafkaRecord({ headers: without('ce_type') })],
    ['a type of null', 'UnknownEventType', ofType(null)],
    ['no id', 'InvalidEvent', aKafkaRecord({ headers: without('ce_id') })],
    ['a type that every object has', 'UnknownEventType', ofType('constructor')],
    ['no headers', 'UnknownEventType', aKafkaRecord({ headers: [] })],
    ['null as data', 'InvalidEvent', withValue(null)],
    ['a list as data', 'InvalidEvent', withValue([])],
    ['a missing field', 'InvalidEvent', withValue({ ...anOrderPlaced(), tenant: undefined })],
    ['a field of another type', 'InvalidEvent', withValue({ ...anOrderPlaced(), totalAmount: '1250' })],
    ['a timestamp in nanoseconds', 'InvalidEvent', aKafkaRecord({ timestamp: 1.7e18 })],
    ['an endless id', 'InvalidEvent', aKafkaRecord({ headers: [...without('ce_id'), header('ce_id', long)] })],
    ['a fraction of a cent', 'InvalidEvent', withValue({ ...anOrderPlaced(), totalAmount: 0.5 })],
  ])('finds %s to be poison: %s', (_situation, name, record) => {
    expect(poisonOf(record).name).toBe(name);
  });

  it('takes no field from a prototype that the value brings', () => {
    const { tenant, ...rest } = anOrderPlaced();
    const value = Buffer.from(`{"__proto__":${JSON.stringify({ tenant })},${JSON.stringify(rest).slice(1)}`);

    expect(poisonOf(aKafkaRecord({ value })).name).toBe('InvalidEvent');
  });

  it('never quotes the value in its reason', () => {
    const secret = '4242424242424242';
    const values = [secret, { [secret]: secret }, { ...anOrderPlaced(), currency: secret }].map((value) =>
      JSON.stringify(value),
    );
    const line = { sku: 'a', quantity: secret, unitAmount: 1, [secret]: secret };
    const wrongField = JSON.stringify({ ...anOrderPlaced(), lines: [line] });

    for (const value of [...values, wrongField, `{"${secret}`])
      expect(poisonOf(aKafkaRecord({ value: Buffer.from(value) })).message).not.toContain(secret);
  });

  it('quotes a type only where it looks like one of ours', () => {
    const typed = (type: string) => poisonOf(aKafkaRecord({ headers: [header('ce_type', type)] })).message;

    expect(typed('chargeonce.order.placed.v9')).toContain('chargeonce.order.placed.v9');
    for (const secret of ['4242424242424242', 'chargeonce.4242424242424242.v1', 'chargeonce.order.v4242424242424242'])
      expect(typed(secret)).not.toContain('42424242');
  });

  it('names the first problems only where there are very many', () => {
    const lines = Array.from({ length: 100_000 }, () => 1);

    const { message } = poisonOf(withValue({ ...anOrderPlaced(), lines }));

    expect(message).toContain('lines[0]');
    expect(message).toMatch(/and 99990 more$/);
    expect(message.length).toBeLessThan(2_000);
  });

  it('throws nothing but PoisonRecordError, whatever the bytes', () => {
    const anyValue = fc.oneof(fc.uint8Array().map(Buffer.from), fc.json().map(Buffer.from));
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(poisonOf(aKafkaRecord({ value }))).toBeInstanceOf(PoisonRecordError);
      }),
    );
  });
});
