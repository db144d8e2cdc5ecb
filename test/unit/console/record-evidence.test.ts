import { describe, expect, it } from 'vitest';
import { eventTypeOf, recordEvidence } from '../../../console/page/src/record-evidence.ts';
import { sparklinePoints } from '../../../console/page/src/sparkline-points.ts';

const headers = [{ name: 'ce_type', value: 'order-placed' }];
const record = { topic: 't', partition: 0, offset: 1, timestamp: null, key: null, orderId: null, headers };

describe('a record of a topic', () => {
  it('is shown as its event, and as it is', () => {
    const event = { type: 'com.order-placed', data: {} };

    const evidence = recordEvidence({ ...record, event, value: '{}' });

    expect(evidence.map(({ content }) => content)).toEqual([event, { ce_type: 'order-placed' }, '{}']);
    expect(eventTypeOf({ event, headers })).toBe('com.order-placed');
  });

  it('says where it is no event, and where it has no value', () => {
    const evidence = recordEvidence({ ...record, event: null, value: null });

    expect(evidence.map(({ title }) => title)).toEqual(['Headers', 'Value: no CloudEvent']);
    expect(evidence.at(-1)?.content).toBe('null');
    expect(eventTypeOf({ event: null, headers })).toBe('order-placed');
    expect(eventTypeOf({ event: 'text', headers: [] })).toBe('no event');
  });
});

describe('the line of a lag', () => {
  it('lies on the lower edge at zero and on the upper at its highest', () => {
    expect(sparklinePoints([0, 10, 5], { width: 100, height: 22 })).toBe('0.0,21.0 50.0,1.0 100.0,11.0');
    expect(sparklinePoints([0, 0], { width: 100, height: 22 })).toBe('0.0,21.0 100.0,21.0');
  });
});
