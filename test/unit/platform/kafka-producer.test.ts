import { describe, expect, it } from 'vitest';
import { confirmedOffset } from '../../../functions/platform/kafka-producer.ts';

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
  ])('refuses an answer that %s', (_situation, answer) => {
    expect(() => confirmedOffset(answer, expected)).toThrow('Kafka did not confirm t-2');
  });
});
