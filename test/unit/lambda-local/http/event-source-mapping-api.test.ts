import {
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { parseMapping } from '../../../../lambda-local/event-sources/mapping.ts';
import { type HttpServer, serveHttp } from '../../../../lambda-local/http/http-api.ts';
import { eventSourceMappingApi } from '../../../../lambda-local/http/lambda-api.ts';
import { jsonResponse } from '../../../../lambda-local/http/payload.ts';
import { freePort } from '../../../../local/ports-and-folders.ts';

const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ stop }) => stop()));
});

/** Two functions with a mapping each, behind the client that operators use. */
async function anApi() {
  const turned: [string, boolean][] = [];
  const aMapping = (id: string, FunctionName: string) => ({
    mapping: parseMapping(id, {
      FunctionName,
      EventSourceArn: 'arn:aws:kafka:us-east-1:000000000000:cluster/local/1',
      StartingPosition: 'TRIM_HORIZON',
      Topics: ['a-topic'],
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'a-group' },
    }),
    state: () => 'Enabled' as const,
    turn: (on: boolean) => turned.push([id, on]),
  });
  const mappings = [aMapping('One', 'payments'), aMapping('Two', 'statuses')];
  const port = await freePort();
  const next = async () => jsonResponse(200, { FunctionArn: 'from the next' });
  servers.push(await serveHttp(port, eventSourceMappingApi({ mappings: () => mappings, next })));
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { lambda: new LambdaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }), turned, endpoint };
}

describe("the Lambda API's event source mappings", () => {
  it('lists those of a function, by its name or ARN', async () => {
    const { lambda } = await anApi();
    const list = async (FunctionName?: string) =>
      (await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }))).EventSourceMappings;

    expect(await list('payments')).toMatchObject([
      {
        UUID: 'One',
        State: 'Enabled',
        FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:payments',
        Topics: ['a-topic'],
        AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'a-group' },
      },
    ]);
    expect(await list('arn:aws:lambda:us-east-1:000000000000:function:statuses')).toMatchObject([{ UUID: 'Two' }]);
    expect(await list()).toHaveLength(2);
    expect(await list('nobody')).toEqual([]);
  });

  it('gets one, and turns it off and on', async () => {
    const { lambda, turned } = await anApi();

    expect(await lambda.send(new GetEventSourceMappingCommand({ UUID: 'Two' }))).toMatchObject({ UUID: 'Two' });
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: 'Two', Enabled: false }));
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: 'Two', Enabled: true }));

    expect(turned).toEqual([
      ['Two', false],
      ['Two', true],
    ]);
  });

  it('refuses what it does not know: another mapping, another setting', async () => {
    const { lambda, turned } = await anApi();

    await expect(lambda.send(new GetEventSourceMappingCommand({ UUID: 'None' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const update = new UpdateEventSourceMappingCommand({ UUID: 'One', Enabled: false, BatchSize: 1 });
    await expect(lambda.send(update)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    expect(turned).toEqual([]);
  });

  it('hands every other request on', async () => {
    const { endpoint } = await anApi();

    expect(await (await fetch(`${endpoint}/orders`)).json()).toEqual({ FunctionArn: 'from the next' });
  });
});
