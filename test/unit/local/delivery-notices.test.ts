import { describe, expect, it } from 'vitest';
import { deliveryNotices, lastTroubleIn, quarantineNotice } from '../../../local/delivery-notices.ts';
import { aQuarantineRequest } from '../../doubles/quarantine-builders.ts';

function aFunction() {
  const lines: string[] = [];
  let seconds = 0;
  const hear = deliveryNotices({
    functionName: 'order-publisher',
    lastTrouble: () => 'ord_1: no broker answers',
    log: (line) => lines.push(line),
    now: () => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000),
  });
  const records = (...numbers: readonly string[]) => ({
    Records: numbers.map((SequenceNumber) => ({ dynamodb: { SequenceNumber } })),
  });
  return {
    lines,
    pass(more: number) {
      seconds += more;
    },
    fails: (...numbers: readonly string[]) =>
      hear(records(...numbers), {
        kind: 'returned',
        payload: { batchItemFailures: [{ itemIdentifier: numbers[0] }] },
      }),
    throws: (...numbers: readonly string[]) => hear(records(...numbers), { kind: 'failed', error: 'it is broken' }),
    succeeds: (...numbers: readonly string[]) => hear(records(...numbers), { kind: 'returned', payload: {} }),
  };
}

describe('tell of records that wait', () => {
  it('says once what waits, why and since when, and once that it flows again', () => {
    const { lines, pass, fails, succeeds } = aFunction();

    for (let times = 0; times < 5; times++) {
      fails('1', '2');
      pass(10);
    }
    succeeds('1', '2');
    succeeds('3');

    expect(lines).toEqual([
      expect.stringMatching(
        /^order-publisher: records wait since \d\d:\d\d:\d\d and are tried again\. ord_1: no broker/,
      ),
      'order-publisher: flows again, after 50 s',
    ]);
  });

  it('says nothing of a record that fails once', () => {
    const { lines, fails, succeeds } = aFunction();

    fails('1');
    succeeds('1');

    expect(lines).toEqual([]);
  });

  it('does not take the success of another lane for an end', () => {
    const { lines, fails, throws, succeeds } = aFunction();

    for (let times = 0; times < 3; times++) {
      throws('1');
      succeeds('2');
      fails('3');
      succeeds('4');
    }
    succeeds('1');
    expect(lines).toHaveLength(1);
    succeeds('3');

    expect(lines).toHaveLength(2);
  });

  it('knows the records of Kafka by partition and offset', () => {
    const lines: string[] = [];
    const deps = { functionName: 'processor', lastTrouble: () => undefined, now: () => new Date() };
    const hear = deliveryNotices({ ...deps, log: (line) => lines.push(line) });
    const event = { records: { 'orders-0': [{ offset: 7 }], 'orders-1': [{ offset: 9 }] } };
    const payload = { batchItemFailures: [{ itemIdentifier: { partition: 'orders-1', offset: 9 } }] };

    hear(event, { kind: 'returned', payload });
    hear(event, { kind: 'returned', payload });
    hear(event, { kind: 'returned', payload: null });

    expect(lines).toEqual([expect.stringContaining('see logs/processor.log'), expect.stringContaining('flows again')]);
  });
});

describe("the last trouble in a function's log", () => {
  it('is the last warning or error, with its order', () => {
    const log = [
      '{"level":"WARN","message":"record failed, it will come again","orderId":"ord_1","error":{"message":"no broker"}}',
      '{"level":"INFO","message":"charge"}',
      'Debugger attached.',
    ].join('\n');

    expect(lastTroubleIn(log)).toBe('ord_1: no broker');
    expect(lastTroubleIn('nothing')).toBeUndefined();
  });
});

describe('a record that is given up', () => {
  it('is one line with consumer, place, reason and command', () => {
    const returned = { kind: 'returned', payload: {} } as const;

    expect(quarantineNotice(aQuarantineRequest(), returned)).toBe(
      'payment-processor: quarantined orders.order-placed.v1 4/17. InvalidJson: the value is not JSON in UTF-8. ' +
        'See: npm run ops -- dlq',
    );
    expect(quarantineNotice({ Records: [] }, returned)).toBeUndefined();
  });
});
