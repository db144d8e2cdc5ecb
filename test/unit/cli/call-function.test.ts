import { LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { callFunction } from '../../../cli/ops/ask-kafka.ts';
import { rawResponse, serveRaw } from '../../harness/raw-server.ts';

describe("call a function for an operator's command", () => {
  it.each([
    ['TooManyRequestsException', 'BusyFunctionError'],
    ['ServiceException', 'ServiceException'],
  ])('distinguishes that it is busy from other refusals: %s', async (type, name) => {
    const server = await serveRaw((socket) => socket.end(rawResponse(429, JSON.stringify({ __type: type }))));
    const lambda = new LambdaClient({
      endpoint: `http://${server.address}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });

    const call = callFunction(lambda, { name: 'reconciler', request: {}, answer: z.object({}) });

    await expect(call).rejects.toMatchObject({ name });
    server.close();
  });
});
