import { LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { kafkaEventSource, listSources } from '../../../cli/ops/source-commands.ts';
import { rawResponse, serveRaw } from '../../harness/raw-server.ts';

const NAME = 'chargeonce-prod-payment-processor';
const TOPIC = 'orders.order-placed.v1';

const mapping = (UUID: string, fed: string, Topics: readonly string[] = [TOPIC]) => ({
  UUID,
  FunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${fed}`,
  Topics,
});

/** Lambda lists mappings; asked for a function's name, this one leaves out what feeds an alias of it. */
async function lambdaWith(all: readonly ReturnType<typeof mapping>[]) {
  const server = await serveRaw((socket) => {
    const asked = server.requests.at(-1)?.path.includes('FunctionName=');
    const EventSourceMappings = asked ? all.filter(({ FunctionArn }) => FunctionArn.endsWith(`:${NAME}`)) : all;
    socket.end(rawResponse(200, JSON.stringify({ EventSourceMappings })));
  });
  const lambda = new LambdaClient({
    endpoint: `http://${server.address}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return { lambda, [Symbol.dispose]: () => server.close() };
}

describe('find the event source that feeds a function from Kafka', () => {
  it.each([NAME, `${NAME}:live`])('finds the one that feeds %s, and no stream and no other function', async (fed) => {
    using world = await lambdaWith([
      mapping('other', 'chargeonce-prod-payment-processor-2'),
      mapping('stream', NAME, []),
      mapping('wanted', fed),
    ]);

    expect(await kafkaEventSource(world.lambda, NAME)).toMatchObject({ id: 'wanted' });
  });

  it('refuses to choose where the function has one and its alias another', async () => {
    using world = await lambdaWith([mapping('one', NAME), mapping('other', `${NAME}:live`)]);

    await expect(kafkaEventSource(world.lambda, NAME)).rejects.toThrow(`${NAME} has several event sources of Kafka`);
  });
});

describe('list the event sources of a stage', () => {
  it('leaves out those of a stage whose name begins with its name', async () => {
    using world = await lambdaWith([
      mapping('own', 'chargeonce-dev-payment-processor'),
      mapping('added', 'chargeonce-dev-fraud-check:live'),
      mapping('elsewhere', 'chargeonce-dev-eu-payment-processor'),
      mapping('added elsewhere', 'chargeonce-dev-eu-fraud-check'),
      mapping('prod', NAME),
    ]);
    const own = (PaymentProcessorFunction: string) => ({
      lambda: world.lambda,
      outputs: { PaymentProcessorFunction },
    });

    expect((await listSources(own('chargeonce-dev-payment-processor'))).map(({ id }) => id)).toEqual(['added', 'own']);
    expect((await listSources(own('chargeonce-dev-eu-payment-processor'))).map(({ id }) => id)).toEqual([
      'added elsewhere',
      'elsewhere',
    ]);
  });
});
