import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { PoisonRecordError, quarantinePoison } from '../../../functions/platform/decode-event.ts';
import type { KafkaRecord } from '../../../functions/platform/kafka-record.ts';
import { orderIdOf } from '../../doubles/order-builders.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';
import { logsOf } from '../../harness/captured-logs.ts';

const poison = new PoisonRecordError('Tombstone', 'the record has no value');
const record = aKafkaRecord({ partition: 3, offset: 8 });

function aQuarantine(fails = false) {
  const quarantined: [KafkaRecord, Error][] = [];
  const quarantine = async (bad: KafkaRecord, error: Error) => {
    if (fails) throw new Error('no broker');
    quarantined.push([bad, error]);
  };
  return { quarantined, quarantine };
}

describe('quarantine poison', () => {
  it('puts a poisonous record away with its reason, counts it as done and says so', async () => {
    const { quarantined, quarantine } = aQuarantine();

    const logs = await logsOf(() => quarantinePoison(() => Promise.reject(poison), quarantine)(record));

    expect(quarantined).toEqual([[record, poison]]);
    expect(logs).toMatchObject([
      {
        message: 'quarantined',
        orderId: orderIdOf(1),
        partition: 'orders.order-placed.v1-3',
        offset: 8,
        error: { name: 'Tombstone' },
      },
    ]);
  });

  it('leaves a good record alone', async () => {
    const { quarantined, quarantine } = aQuarantine();

    await quarantinePoison(async () => undefined, quarantine)(record);

    expect(quarantined).toEqual([]);
  });

  it('fails the record when the quarantine fails', async () => {
    const { quarantine } = aQuarantine(true);

    await expect(quarantinePoison(() => Promise.reject(poison), quarantine)(record)).rejects.toThrow('no broker');
  });

  it('puts away what DynamoDB can not write, and lets what it throttles come again', async () => {
    const { quarantined, quarantine } = aQuarantine();
    const refusal = (name: string) => new DynamoDBServiceException({ name, $fault: 'client', $metadata: {} });
    const end = (name: string) => quarantinePoison(() => Promise.reject(refusal(name)), quarantine)(record);

    await end('ValidationException');
    await expect(end('ThrottlingException')).rejects.toThrow();

    expect(quarantined).toMatchObject([[record, { name: 'ValidationException' }]]);
  });

  it('lets every other failure pass and quarantines nothing', async () => {
    const { quarantined, quarantine } = aQuarantine();
    const process = () => Promise.reject(new Error('throttled'));

    await expect(quarantinePoison(process, quarantine)(record)).rejects.toThrow('throttled');

    expect(quarantined).toEqual([]);
  });
});
