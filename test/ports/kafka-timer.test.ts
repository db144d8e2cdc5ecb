import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { kafkaClient } from '../../functions/platform/kafka-client.ts';
import { kafkaProducer } from '../../functions/platform/kafka-producer.ts';
import { createTestTopic, testKafkaEnv } from '../harness/test-topics.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('keep a producer connected', () => {
  it('arms no timer on any connection while no request waits', async () => {
    const connections = vi.spyOn(RequestQueue.prototype, 'scheduleRequestTimeoutCheck');
    const topic = await createTestTopic();
    const send = kafkaProducer({ kafka: kafkaClient(testKafkaEnv()), deadline: 10_000 });

    for (let sends = 0; sends < 3; sends++)
      await send({ topic, partition: sends, messages: [{ key: 'k', value: 'v', headers: {} }] });

    expect(connections.mock.contexts.length).toBeGreaterThan(0);
    for (const { pending, throttleCheckTimeoutId } of connections.mock.contexts)
      expect({ waiting: pending.length, throttleCheckTimeoutId }).toEqual({ waiting: 0, throttleCheckTimeoutId: null });
  });
});
