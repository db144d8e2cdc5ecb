import { describe, expect, it } from 'vitest';
import { type Discarded, deliver, streamRest } from '../../../../lambda-local/event-sources/deliver.ts';
import { parseMapping } from '../../../../lambda-local/event-sources/mapping.ts';
import type { InvokeResponse } from '../../../../lambda-local/functions/invocation.ts';
import { failed, returned } from '../../../doubles/scripted-function.ts';

interface Item {
  readonly sequenceNumber: string;
  readonly writtenAt: number;
}

const report = { FunctionResponseTypes: ['ReportBatchItemFailures'] };
const failing = (...ids: string[]) =>
  returned({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

// Unless another page is named, the quotes are from the AWS Lambda Developer Guide, "Configuring partial batch response
// with DynamoDB and Lambda" and "Retain discarded records for a DynamoDB event source in Lambda".
describe('delivering a batch', () => {
  // "Lambda checkpoints to the highest sequence number of a batch only when the batch is a complete success."
  it('is done with all records when the function returns', async () => {
    const run = await delivery({ answers: [returned()] }).of('1', '2');

    expect(run).toMatchObject({ invoked: ['12'], done: ['12'], waits: [] });
  });

  // "Lambda treats all other results as a complete failure and retries processing the batch up to the retry limit."
  it('gives the whole batch again after a function error, with growing pauses', async () => {
    const run = await delivery({ answers: [...Array.from({ length: 8 }, () => failed), returned()] }).of('1', '2');

    expect(run.invoked).toEqual(Array.from({ length: 9 }, () => '12'));
    expect(run.waits).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    expect(run.done.join('')).toBe('12');
  });

  // "Lambda uses the record with the lowest sequence number as the checkpoint. Lambda then retries all records starting
  // from that checkpoint."
  it('goes on at the lowest failed record and is done with those before it', async () => {
    const run = await delivery({ properties: report, answers: [failing('3', '2'), returned()] }).of('1', '2', '3');

    expect(run).toMatchObject({ invoked: ['123', '23'], done: ['1', '23'] });
  });

  // "Even when your function code returns partial batch failure responses, these responses will not be processed by
  // Lambda unless the ReportBatchItemFailures feature is explicitly turned on": AWS loses the records, here it is refused.
  it('refuses failures that are returned where they are not enabled, naming function and setting', async () => {
    const run = delivery({ answers: [failing('1')] });

    await expect(run.of('1')).rejects.toThrow(/Publisher .*ReportBatchItemFailures.* Mapping/);
    expect(run.done).toEqual([]);
  });

  it('takes an empty list of failures for success also where failures are not enabled', async () => {
    const run = await delivery({ answers: [returned({ batchItemFailures: [] })] }).of('1');

    expect(run.done).toEqual(['1']);
  });

  // "MaximumRetryAttempts ... The maximum number of times Lambda retries when your function returns an error. This doesn't
  // count the initial invocation attempt." (Configuring error handling controls for Kafka event sources)
  it('discards what still fails after the retries, and is then done with it', async () => {
    const run = await delivery({ properties: { MaximumRetryAttempts: 2 }, answers: [failed] }).of('1', '2');

    expect(run.invoked).toEqual(['12', '12', '12']);
    expect(run.discarded).toEqual([{ condition: 'RetryAttemptsExhausted', invocations: 3, records: '12' }]);
    expect(run.done.join('')).toBe('12');
  });

  it('discards at once where no retry is allowed', async () => {
    const run = await delivery({ properties: { MaximumRetryAttempts: 0 }, answers: [failed] }).of('1');

    expect(run).toMatchObject({ invoked: ['1'], waits: [] });
    expect(run.discarded).toMatchObject([{ records: '1' }]);
  });

  it('discards only what is left when the retries end on a partial failure', async () => {
    const properties = { ...report, MaximumRetryAttempts: 1 };
    const run = await delivery({ properties, answers: [failing('2'), failing('2')] }).of('1', '2', '3');

    expect(run.discarded).toMatchObject([{ records: '23', invocations: 2 }]);
  });

  // "-1 means infinite: failed records are retried until the record expires" (Lambda parameters for Amazon DynamoDB
  // event source mappings)
  it('never gives up where retries are infinite', async () => {
    const answers = [...Array.from({ length: 50 }, () => failed), returned()];
    const run = await delivery({ properties: { MaximumRetryAttempts: -1 }, answers }).of('1');

    expect(run.invoked).toHaveLength(51);
    expect(run.discarded).toEqual([]);
  });
});

describe('splitting a failed batch', () => {
  const bisect = { BisectBatchOnFunctionError: true };
  const poison = (bad: string) => (records: string) => (records.includes(bad) ? failed : returned());

  // "BisectBatchOnFunctionError, which splits a failed batch into two smaller batches, isolating bad records ...
  // Splitting batches doesn't consume the retry quota."
  it('isolates a bad record, each half with a retry quota of its own, in order', async () => {
    const properties = { ...bisect, MaximumRetryAttempts: 1 };
    const run = await delivery({ properties, answer: poison('3') }).of('1', '2', '3', '4', '5');

    expect(run.invoked).toEqual(['12345', '123', '12', '3', '3', '45']);
    expect(run.discarded).toEqual([{ condition: 'RetryAttemptsExhausted', invocations: 2, records: '3' }]);
    expect(run.done.join('')).toBe('12345');
    expect(run.waits).toEqual([100]);
  });

  // "When a partial batch success response is received and both BisectBatchOnFunctionError and ReportBatchItemFailures
  // are turned on, the batch is bisected at the returned sequence number and Lambda retries only the remaining records."
  it('splits at the reported record', async () => {
    const properties = { ...bisect, ...report };
    const run = await delivery({ properties, answers: [failing('3'), returned()] }).of('1', '2', '3', '4');

    expect(run).toMatchObject({ invoked: ['1234', '34'], done: ['12', '34'], waits: [] });
  });

  // "If your invocation fails and BisectBatchOnFunctionError is turned on, the batch is bisected regardless of your
  // ReportBatchItemFailures setting." A report of the first record is no partial success, so it halves too: inferred.
  it('halves when the first record is reported', async () => {
    const properties = { ...bisect, ...report, MaximumRetryAttempts: 0 };
    const answer = (records: string) => (records.startsWith('1') ? failing('1') : returned());
    const run = await delivery({ properties, answer }).of('1', '2', '3', '4');

    expect(run.invoked).toEqual(['1234', '12', '1', '2', '34']);
    expect(run.discarded).toMatchObject([{ records: '1' }]);
  });
});

describe('discarding records that are too old', () => {
  // "Maximum record age – The maximum age of a record that Lambda sends to your function." (Configuring error handling
  // controls for Kafka event sources)
  it('never gives them to the function', async () => {
    const old = delivery({ properties: { MaximumRecordAgeInSeconds: 60 }, answers: [returned()], nowMs: 61_000 });
    const run = await old.of('1', { sequenceNumber: '2', writtenAt: 1_000 });

    expect(run.invoked).toEqual(['2']);
    expect(run.discarded).toEqual([{ condition: 'RecordAgeExceeded', invocations: 0, records: '1' }]);
    expect(run.done).toEqual(['1', '2']);
  });

  // "Lambda retries until the records expire, exceed the maximum age (MaximumRecordAgeInSeconds), or reach the configured
  // retry quota (MaximumRetryAttempts)."
  it('ends the retries of a batch that grows too old', async () => {
    const run = await delivery({ properties: { MaximumRecordAgeInSeconds: 60 }, answers: [failed] }).of('1', '2');

    expect(run.discarded).toEqual([{ condition: 'RecordAgeExceeded', invocations: 17, records: '12' }]);
  });

  // "-1 means infinite"
  it('knows no age where it is -1', async () => {
    const infinite = delivery({ properties: { MaximumRecordAgeInSeconds: -1 }, answers: [returned()], nowMs: 10 ** 9 });

    expect((await infinite.of('1')).invoked).toEqual(['1']);
  });
});

interface Script {
  readonly properties?: object;
  /** The last one is repeated. */
  readonly answers?: readonly InvokeResponse[];
  readonly answer?: (records: string) => InvokeResponse;
  readonly nowMs?: number;
}

/** Delivers records named by one digit each; every pause moves the clock. */
function delivery({ properties = {}, answers = [], answer, nowMs = 0 }: Script) {
  const names = (records: readonly Item[]) => records.map(({ sequenceNumber }) => sequenceNumber).join('');
  const invoked: string[] = [];
  const done: string[] = [];
  const waits: number[] = [];
  const discarded: (Omit<Discarded<Item>, 'records'> & { records: string })[] = [];
  let clock = nowMs;
  const mapping = parseMapping('Mapping', {
    FunctionName: 'Publisher',
    EventSourceArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/1',
    StartingPosition: 'TRIM_HORIZON',
    ...properties,
  });
  const deliverBatch = deliver<Item>({
    mapping,
    invoke: async (records) => {
      invoked.push(names(records));
      return answer?.(names(records)) ?? answers[invoked.length - 1] ?? answers.at(-1) ?? failed;
    },
    restOf: streamRest,
    writtenAt: ({ writtenAt }) => new Date(writtenAt),
    done: async (records) => void (records.length > 0 && done.push(names(records))),
    discard: async ({ records, ...rest }) => void discarded.push({ ...rest, records: names(records) }),
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      clock += milliseconds;
    },
    now: () => new Date(clock),
  });
  const run = { invoked, done, waits, discarded };
  const of = async (...records: (string | Item)[]) => {
    await deliverBatch(
      records.map((item) => (typeof item === 'string' ? { sequenceNumber: item, writtenAt: 0 } : item)),
    );
    return run;
  };
  return { ...run, of };
}
