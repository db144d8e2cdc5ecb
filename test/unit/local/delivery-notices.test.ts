import { describe, expect, it } from 'vitest';
import { deliver, streamRest } from '../../../lambda-local/event-sources/deliver.ts';
import { parseMapping } from '../../../lambda-local/event-sources/mapping.ts';
import { deliveryNotices, lastTroubleIn, quarantineNotice } from '../../../local/delivery-notices.ts';
import { aQuarantineRequest } from '../../doubles/quarantine-builders.ts';
import { failed, returned } from '../../doubles/scripted-function.ts';

function aFunction() {
  const lines: string[] = [];
  let seconds = 0;
  const notices = deliveryNotices({
    functionName: 'order-publisher',
    lastTrouble: () => 'ord_1: no broker answers',
    log: (line) => lines.push(line),
    now: () => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000),
  });
  return {
    lines,
    pass(more: number) {
      seconds += more;
    },
    fails: (...records: readonly string[]) => notices.failed(records[0], undefined),
    throws: (...records: readonly string[]) => notices.failed(records[0], 'it is broken'),
    succeeds: (...records: readonly string[]) => notices.ended(records),
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

  it('does not take the success of another worker for an end', () => {
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

  it('names the log where the function has logged nothing', () => {
    const lines: string[] = [];
    const deps = { functionName: 'processor', lastTrouble: () => undefined, now: () => new Date() };
    const notices = deliveryNotices({ ...deps, log: (line) => lines.push(line) });

    notices.failed('1', undefined);
    notices.failed('1', undefined);
    notices.ended(['1']);

    expect(lines).toEqual([expect.stringContaining('see logs/processor.log'), expect.stringContaining('flows again')]);
  });
});

describe('deliver a batch that waits', () => {
  it('tells that it flows again when what failed is processed, and also when it is discarded', async () => {
    const lines: string[] = [];
    const deps = { functionName: 'publisher', lastTrouble: () => undefined, now: () => new Date() };
    const answers = [failed, returned({ batchItemFailures: [{ itemIdentifier: '2' }] }), failed, returned(), failed];
    const deliverBatch = deliver<{ readonly sequenceNumber: string }>({
      mapping: parseMapping('Mapping', {
        FunctionName: 'publisher',
        EventSourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/1',
        StartingPosition: 'TRIM_HORIZON',
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        MaximumRetryAttempts: 3,
      }),
      notices: deliveryNotices({ ...deps, log: (line) => lines.push(line) }),
      invoke: async () => answers.shift() ?? failed,
      restOf: streamRest,
      writtenAt: () => new Date(),
      done: async () => {},
      discard: async () => {},
      wait: async () => {},
      now: () => new Date(),
    });
    const [waits, flows] = [expect.stringContaining('records wait'), expect.stringContaining('flows again')];

    await deliverBatch([{ sequenceNumber: '1' }, { sequenceNumber: '2' }]);
    expect(lines).toEqual([waits, flows]);

    await deliverBatch([{ sequenceNumber: '3' }]);
    expect(lines).toEqual([waits, flows, waits, flows]);
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
