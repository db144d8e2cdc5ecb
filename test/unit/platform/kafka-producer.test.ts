import type { Kafka, ProducerConfig, ProducerRecord } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { confirmedOffset, kafkaProducer, messageHeaders } from '../../../functions/platform/kafka-producer.ts';

const expected = { topic: 't', partition: 2 };
const right = { topicName: 't', partition: 2, errorCode: 0, baseOffset: '41' };

describe("read the broker's answer to a send", () => {
  it('answers the offset of the first message', () => {
    expect(confirmedOffset([right], expected)).toBe(41);
  });

  it.each([
    ['names no partition', []],
    ['names another topic', [{ ...right, topicName: 'other' }]],
    ['names another partition', [{ ...right, partition: 1 }]],
    ['names another partition too', [right, { ...right, partition: 1 }]],
    ['names the partition twice', [right, right]],
    ['carries an error', [{ ...right, errorCode: 7 }]],
    ['has no offset', [{ topicName: 't', partition: 2, errorCode: 0 }]],
    ['has the offset of no record', [{ ...right, baseOffset: '-1' }]],
  ])('refuses an answer that %s', (_situation, answer) => {
    expect(() => confirmedOffset(answer, expected)).toThrow('Kafka did not confirm t-2');
  });
});

describe('what kafkajs is asked for', () => {
  /** A client that keeps how its producers were made and what they were sent. */
  function aKafka() {
    const made: (ProducerConfig | undefined)[] = [];
    const sent: ProducerRecord[] = [];
    const producer = (config?: ProducerConfig) => {
      made.push(config);
      const send = async (record: ProducerRecord) => {
        sent.push(record);
        return [right];
      };
      return { connect: async () => undefined, disconnect: async () => undefined, send };
    };
    return { kafka: { producer } as unknown as Kafka, made, sent };
  }
  const messages = ['a', 'b'].map((key) => ({ key, value: 'v', headers: {} }));

  it('is a producer with the idempotent mode off, which loses what it takes for a duplicate', async () => {
    const { kafka, made } = aKafka();

    await kafkaProducer({ kafka, deadline: 1_000 })({ ...expected, messages });

    expect(made).toEqual([{ idempotent: false, allowAutoTopicCreation: false }]);
  });

  it('sends every message to the one partition, acknowledged by all in-sync replicas', async () => {
    const { kafka, sent } = aKafka();

    await kafkaProducer({ kafka, deadline: 1_000 })({ ...expected, messages });

    expect(sent).toEqual([
      { topic: 't', acks: -1, messages: messages.map((message) => ({ ...message, partition: 2 })) },
    ]);
  });
});

describe('headers as kafkajs writes them', () => {
  it('keeps all values of a repeated name, in their order, and empties what has none', () => {
    const header = (name: string, value: string | null) => ({
      name,
      value: value === null ? null : Buffer.from(value),
    });

    expect(messageHeaders([header('a', '1'), header('b', null), header('a', '2'), header('c', '')])).toEqual({
      a: [Buffer.from('1'), Buffer.from('2')],
      b: [Buffer.alloc(0)],
      c: [Buffer.alloc(0)],
    });
  });
});
