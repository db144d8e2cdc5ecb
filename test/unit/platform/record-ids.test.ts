import { describe, expect, it } from 'vitest';
import { recordIds } from '../../../functions/platform/decode-event.ts';
import { orderIdOf } from '../../doubles/order-builders.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';

const header = (value: string) => [{ name: 'traceparent', value: Buffer.from(value) }];

describe('tell what a record is found by', () => {
  it('is its order and its trace', () => {
    expect(recordIds(aKafkaRecord())).toEqual({
      orderId: orderIdOf(1),
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    });
  });

  it.each([
    ['without key and headers', { key: null, headers: [] }],
    [
      'whose key and trace are any text',
      { key: Buffer.from('4242424242424242'), headers: header('someone@x.example') },
    ],
  ])('is nothing for a record %s', (_situation, record) => {
    expect(recordIds(record)).toEqual({ orderId: undefined, traceId: undefined });
  });
});
