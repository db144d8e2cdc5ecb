import { describe, expect, it } from 'vitest';
import { QuarantineRequest } from '../../../functions/contracts/quarantined-record.ts';
import { lambdaInvoke, lambdaQuarantine } from '../../../functions/platform/consumer-handler.ts';
import { PoisonRecordError } from '../../../functions/platform/decode-event.ts';
import { encodeRecord } from '../../../functions/platform/kafka-record.ts';
import { readRequest } from '../../../functions/quarantine/quarantine-record.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';
import { LOCAL_AWS } from '../../harness/local-aws.ts';
import { rawResponse, serveRaw } from '../../harness/raw-server.ts';

/** Quarantines through a Lambda endpoint that answers so. */
async function quarantineThrough(answer: string, record = aKafkaRecord()) {
  const server = await serveRaw((socket) => socket.end(answer));
  const invoke = lambdaInvoke({ ...LOCAL_AWS, AWS_ENDPOINT_URL_LAMBDA: `http://${server.address}` });
  const quarantine = lambdaQuarantine({ invoke, functionName: 'quarantine', consumer: 'payment-processor' });
  try {
    await quarantine(record, new PoisonRecordError('Tombstone', 'the record has no value'));
  } finally {
    server.close();
  }
  return server.requests.map(({ body }) => JSON.parse(body) as unknown);
}

describe('quarantine a record through the function for it', () => {
  it('sends the record whole, as the contract says', async () => {
    const headers = [
      { name: 'a', value: Buffer.from([255]) },
      { name: 'a', value: null },
    ];
    const record = aKafkaRecord({ partition: 3, offset: 9, timestamp: 7, value: Buffer.from([0, 255]), headers });

    const requests = await quarantineThrough(rawResponse(200, '{}'), record);

    expect(requests).toEqual([
      {
        action: 'quarantine',
        consumer: 'payment-processor',
        record: {
          topic: record.topic,
          partition: 3,
          offset: 9,
          timestamp: 7,
          key: record.key?.toString('base64'),
          value: 'AP8=',
          headers: [
            { name: 'a', value: '/w==' },
            { name: 'a', value: null },
          ],
        },
        error: { name: 'Tombstone', message: 'the record has no value' },
      },
    ]);
    expect(QuarantineRequest.parse(requests[0])).toEqual(requests[0]);
  });

  it('packs a record whose many headers make the request longer than Lambda takes', async () => {
    const headers = Array.from({ length: 300_000 }, () => ({ name: 'a', value: null }));
    const record = aKafkaRecord({ headers });

    const [request] = await quarantineThrough(rawResponse(200, '{}'), record);

    expect(JSON.stringify(request).length).toBeLessThan(100_000);
    expect(readRequest(request)).toEqual({
      action: 'quarantine',
      consumer: 'payment-processor',
      record: encodeRecord(record),
      error: { name: 'Tombstone', message: 'the record has no value' },
    });
  });

  it('keeps null as null', async () => {
    const [request] = await quarantineThrough(rawResponse(200, '{}'), aKafkaRecord({ key: null, value: null }));

    expect(request).toMatchObject({ record: { key: null, value: null } });
  });

  it.each([
    ['the function failed', rawResponse(200, '{"errorMessage":"no broker"}', ['x-amz-function-error: Unhandled'])],
    ['the call was throttled', rawResponse(429, '{}', ['x-amzn-errortype: TooManyRequestsException'])],
    ['there is no such function', rawResponse(404, '{}', ['x-amzn-errortype: ResourceNotFoundException'])],
  ])('rejects where %s', async (_situation, answer) => {
    await expect(quarantineThrough(answer)).rejects.toThrow();
  });
});
