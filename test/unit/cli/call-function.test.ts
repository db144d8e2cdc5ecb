import { LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { askKafka, callFunction } from '../../../cli/ops/ask-kafka.ts';
import { rawResponse, serveRaw } from '../../harness/raw-server.ts';

describe("call a function for an operator's command", () => {
  it.each([
    ['TooManyRequestsException', 'BusyFunctionError'],
    ['ServiceException', 'ServiceException'],
  ])('distinguishes that it is busy from other refusals: %s', async (type, name) => {
    const server = await serveRaw((socket) => socket.end(rawResponse(429, JSON.stringify({ __type: type }))));

    const call = callFunction(lambdaAt(server), { name: 'reconciler', request: {}, answer: z.object({}) });

    await expect(call).rejects.toMatchObject({ name });
    server.close();
  });
});

describe("ask Kafka for an operator's command", () => {
  it('waits while as many runs as are allowed are under way', async () => {
    let calls = 0;
    const server = await serveRaw((socket) => {
      calls += 1;
      const busy = rawResponse(429, JSON.stringify({ __type: 'TooManyRequestsException' }));
      socket.end(calls < 3 ? busy : rawResponse(200, '{"lag":0}'));
    });
    const system = { lambda: lambdaAt(server), outputs: { KafkaOperatorFunction: 'kafka-operator' } };

    expect(await askKafka(system, { action: 'consumer-lag' }, z.object({ lag: z.int() }))).toEqual({ lag: 0 });

    expect(calls).toBe(3);
    server.close();
  });
});

const lambdaAt = ({ address }: { readonly address: string }) =>
  new LambdaClient({
    endpoint: `http://${address}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
