import { describe, expect, it } from 'vitest';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { decodeEvent } from '../../../functions/platform/decode-event.ts';
import type { KafkaRecord } from '../../../functions/platform/kafka-record.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';

const decode = (record: KafkaRecord) => decodeEvent(record, ORDER_PLACED.versions);

function withHeader(name: string, value: string | undefined): KafkaRecord {
  const others = aKafkaRecord().headers.filter((header) => header.name !== name);
  return aKafkaRecord({
    headers: value === undefined ? others : [...others, { name, value: Buffer.from(value) }],
  });
}

const KNOWN = 'known: chargeonce.order.placed.v1';

describe('say why a record is no event, to whoever finds it in quarantine', () => {
  it.each<[string, KafkaRecord]>([
    [`UnknownEventType: ce_type is absent; ${KNOWN}`, withHeader('ce_type', undefined)],
    [
      `UnknownEventType: ce_type chargeonce.order.placed.v12; ${KNOWN}`,
      withHeader('ce_type', 'chargeonce.order.placed.v12'),
    ],
    [
      `UnknownEventType: ce_type is no type of this system; ${KNOWN}`,
      withHeader('ce_type', 'a.chargeonce.order.placed.v1'),
    ],
    [
      `UnknownEventType: ce_type is no type of this system; ${KNOWN}`,
      withHeader('ce_type', 'chargeonce.order.v1 4242'),
    ],
    ['InvalidEvent: ce_id is absent', withHeader('ce_id', undefined)],
    ['InvalidEvent: ce_id has 257 characters', withHeader('ce_id', 'x'.repeat(257))],
    ['InvalidEvent: the timestamp of the record is no time in milliseconds', aKafkaRecord({ timestamp: 1.7e18 })],
    ['Tombstone: the record has no value', aKafkaRecord({ value: null })],
    ['InvalidJson: the value is not JSON in UTF-8', aKafkaRecord({ value: Buffer.from('{') })],
  ])('%s', (reason, record) => {
    expect(() => decode(record)).toThrow(
      expect.objectContaining({ message: reason.replace(/^\w+: /, ''), name: reason.split(':')[0] }),
    );
  });

  it('takes an id of 256 characters', () => {
    expect(decode(withHeader('ce_id', 'x'.repeat(256))).id).toHaveLength(256);
  });

  it('names every type that is known', () => {
    const versions = {
      ...ORDER_PLACED.versions,
      'chargeonce.order.placed.v2': ORDER_PLACED.versions[ORDER_PLACED.type],
    };

    expect(() => decodeEvent(withHeader('ce_type', 'x'), versions)).toThrow(`${KNOWN}, chargeonce.order.placed.v2`);
  });
});
