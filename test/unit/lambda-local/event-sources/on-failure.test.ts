import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseMapping } from '../../../../lambda-local/event-sources/mapping.ts';
import { onFailureFolder } from '../../../../lambda-local/event-sources/on-failure.ts';
import { streamBatchInfo, streamEvent, toShardRecord } from '../../../../lambda-local/event-sources/stream-event.ts';

const streamArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/1';

// The quotes are from the AWS Lambda Developer Guide, "Retain discarded records for a DynamoDB event source in Lambda".
describe('keeping discarded records', () => {
  // "aws/lambda/<ESM-UUID>/<shardID>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<Random UUID>"
  it('writes a file under the key that the S3 object would have', async () => {
    const { files } = await discard({ DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::the-bucket' } } });

    expect(files).toEqual([
      expect.stringMatching(
        /^the-bucket\/aws\/lambda\/Mapping\/shardId-1\/2026\/03\/04\/2026-03-04T05\.06\.07-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      ),
    ]);
  });

  // "Each record sent to the destination is a JSON document containing metadata about the failed invocation. For Amazon S3
  // destinations, Lambda also sends the entire invocation record along with the metadata." The fields are its example's.
  it('writes the metadata of the failure and the whole event', async () => {
    const { content } = await discard({ DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::the-bucket' } } });

    expect(content).toEqual({
      requestContext: {
        requestId: expect.any(String),
        functionArn: 'Publisher',
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 3,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: '2026-03-04T05:06:07.089Z',
      DDBStreamBatchInfo: {
        shardId: 'shardId-1',
        startSequenceNumber: '100',
        endSequenceNumber: '200',
        approximateArrivalOfFirstRecord: '2026-03-04T00:00:00.000Z',
        approximateArrivalOfLastRecord: '2026-03-04T01:00:00.000Z',
        batchSize: 2,
        streamArn,
      },
      payload: expect.stringMatching(/^\{"Records":\[\{.*"SequenceNumber":"100".*"SequenceNumber":"200".*\]\}$/),
    });
  });

  // "If the error handling measures fail, Lambda discards the records and continues processing batches from the stream."
  it('writes nothing where the mapping has no destination', async () => {
    expect((await discard({})).files).toEqual([]);
  });
});

async function discard(properties: object) {
  const folder = mkdtempSync(join(tmpdir(), 'on-failure-'));
  const base = { FunctionName: 'Publisher', EventSourceArn: streamArn, StartingPosition: 'LATEST' };
  const records = [aRecord('100', '2026-03-04T00:00:00Z'), aRecord('200', '2026-03-04T01:00:00Z')];
  await onFailureFolder({ folder, now: () => new Date('2026-03-04T05:06:07.089Z') })({
    mapping: parseMapping('Mapping', { ...base, ...properties }),
    discarded: { condition: 'RetryAttemptsExhausted', invocations: 3 },
    shard: 'shardId-1',
    batchInfo: streamBatchInfo(records, 'shardId-1'),
    event: streamEvent(records),
  });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const content: unknown = files[0] && JSON.parse(readFileSync(join(folder, files[0]), 'utf8'));
  return { files, content };
}

const aRecord = (SequenceNumber: string, at: string) =>
  toShardRecord({ dynamodb: { SequenceNumber, ApproximateCreationDateTime: new Date(at) } }, streamArn);
