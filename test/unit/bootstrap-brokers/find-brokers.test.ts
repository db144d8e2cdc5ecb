import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findBrokers } from '../../../functions/bootstrap-brokers/find-brokers.ts';
import { handler } from '../../../functions/bootstrap-brokers/handler.ts';
import { kafkaBootstrapBrokers } from '../../../functions/bootstrap-brokers/kafka-bootstrap-brokers.ts';
import { respondToCloudFormation } from '../../../functions/bootstrap-brokers/respond-to-cloudformation.ts';

const ARN = 'arn:aws:kafka:us-east-1:123456789012:cluster/chargeonce-dev/0a1b2c3d-4e5f-6789-abcd-ef0123456789-5';
const BROKERS = 'b-1.dev.example:9098,b-2.dev.example:9098';
const FOUND = { status: 200, body: JSON.stringify({ bootstrapBrokerStringSaslIam: BROKERS }) };
const DENIED = { status: 403, body: '{"message":"User is not authorized to perform: kafka:GetBootstrapBrokers"}' };

/** One server for MSK, which answers with one after the other and then always with the last, and for what is reported to it by PUT. */
async function serve(answers: readonly { readonly status: number; readonly body: string }[], putStatus = 200) {
  const left = [...answers];
  const asked: string[] = [];
  const reported: { readonly type: unknown; readonly body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (request.method === 'PUT') {
      reported.push({ type: request.headers['content-type'], body: JSON.parse(body) });
      response.writeHead(putStatus).end();
      return;
    }
    asked.push(request.url ?? '');
    const [answer = { status: 500, body: 'no answer' }] = left.length > 1 ? left.splice(0, 1) : left;
    response.writeHead(answer.status).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, reported, [Symbol.asyncDispose]: async () => void server.close() };
}

const request = (url: string, differing: object = {}) => ({
  RequestType: 'Create',
  ResponseURL: `${url}/answer?signed`,
  StackId: 'arn:stack',
  RequestId: 'request-1',
  LogicalResourceId: 'KafkaBootstrapBrokers',
  ResourceProperties: { ServiceToken: 'arn:function', ClusterArn: ARN },
  ...differing,
});

/** Has CloudFormation ask when there is time for so many pauses. */
async function deploy(url: string, { pauses = 10, differing = {} } = {}) {
  let left = pauses;
  const find = findBrokers({
    ask: kafkaBootstrapBrokers(url),
    mayAskAgain: () => left > 0,
    pause: async () => void left--,
  });
  await respondToCloudFormation({ findBrokers: find })(request(url, differing));
}

const answered = (differing: object) => [
  {
    // The URL of CloudFormation is signed without one.
    type: '',
    body: {
      PhysicalResourceId: 'bootstrap-brokers',
      StackId: 'arn:stack',
      RequestId: 'request-1',
      LogicalResourceId: 'KafkaBootstrapBrokers',
      ...differing,
    },
  },
];
const SUCCESS = answered({ Status: 'SUCCESS', Data: { BootstrapBrokerStringSaslIam: BROKERS } });

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv('AWS_REGION', 'us-east-1');
});
afterEach(() => vi.unstubAllEnvs());

describe('asking MSK for the brokers of a cluster', () => {
  it.each(['Create', 'Update'])('answers a %s with their addresses', async (RequestType) => {
    await using server = await serve([FOUND]);

    await deploy(server.url, { differing: { RequestType } });

    expect(server.asked).toEqual([`/v1/clusters/${encodeURIComponent(ARN)}/bootstrap-brokers`]);
    expect(server.reported).toEqual(SUCCESS);
  });

  it.each([
    ['IAM does not know the right yet', DENIED],
    ['MSK throttles', { status: 429, body: '{"message":"Too Many Requests"}' }],
    ['MSK fails', { status: 503, body: 'Service Unavailable' }],
    ['the brokers have no address yet', { status: 200, body: '{}' }],
  ])('asks again where %s', async (_, answer) => {
    await using server = await serve([answer, answer, FOUND]);

    await deploy(server.url);

    expect(server.asked).toHaveLength(3);
    expect(server.reported).toEqual(SUCCESS);
  });

  it('gives up in time, with what MSK said last', async () => {
    await using server = await serve([{ status: 429, body: 'Slow down' }, DENIED]);

    await deploy(server.url, { pauses: 2 });

    expect(server.asked).toHaveLength(3);
    const Reason = `Error: kafka:GetBootstrapBrokers was answered 403: ${DENIED.body}`;
    expect(server.reported).toEqual(answered({ Status: 'FAILED', Reason }));
  });

  it('gives up at once where there is no such cluster', async () => {
    await using server = await serve([{ status: 404, body: 'NotFoundException' }]);

    await deploy(server.url);

    expect(server.asked).toHaveLength(1);
    expect(server.reported).toMatchObject([{ body: { Status: 'FAILED', Reason: expect.stringContaining('404') } }]);
  });

  it('takes an MSK that can not be reached for one that is busy', async () => {
    const unreachable = await serve([]);
    await unreachable[Symbol.asyncDispose]();

    expect(await kafkaBootstrapBrokers(unreachable.url)(ARN)).toMatchObject({ kind: 'not-yet' });
  });
});

describe('responding to CloudFormation', () => {
  it('succeeds at once where the resource is deleted', async () => {
    await using server = await serve([]);

    await handler(request(server.url, { RequestType: 'Delete', ResourceProperties: {} }), {
      getRemainingTimeInMillis: () => 300_000,
    });

    expect(server.asked).toEqual([]);
    expect(server.reported).toEqual(answered({ Status: 'SUCCESS' }));
  });

  it('names what is wrong in a template', async () => {
    await using server = await serve([FOUND]);

    await deploy(server.url, { differing: { ResourceProperties: {} } });

    expect(server.reported).toMatchObject([
      { body: { Status: 'FAILED', Reason: expect.stringContaining('ClusterArn') } },
    ]);
  });

  it('fails where the response is not taken, so that Lambda calls the function again', async () => {
    await using server = await serve([FOUND], 503);

    await expect(deploy(server.url)).rejects.toThrow('CloudFormation did not take the response: 503');
  });
});
