import { afterEach, describe, expect, it } from 'vitest';
import { awsJson, type Environment, regionalEndpoint } from '../../../functions/platform/aws-posts.ts';
import { LOCAL_AWS } from '../../harness/local-aws.ts';
import { rawResponse, serveRaw, startSilentServer } from '../../harness/raw-server.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const LIMITS = { maxAttempts: 3, connectionTimeout: 1_000, requestTimeout: 2_000 };

const tableAt = (environment: Environment, limits = LIMITS) =>
  awsJson({
    ...{ service: 'dynamodb', endpointIn: 'AWS_ENDPOINT_URL_DYNAMODB', target: 'DynamoDB_20120810', version: '1.0' },
    ...limits,
    environment,
  });

/** `closed` closes the connection instead. */
type Answer = string;

/** A service that answers a request with each of these, one after the other, and the last one to all later ones. */
async function aService(...answers: Answer[]) {
  let count = 0;
  const server = await serveRaw((socket) => {
    const answer = answers[Math.min(count++, answers.length - 1)] ?? 'closed';
    if (answer === 'closed') socket.destroy();
    else socket.end(answer);
  });
  closers.push(server.close);
  const environment = { ...LOCAL_AWS, AWS_ENDPOINT_URL_DYNAMODB: `http://${server.address}/base/` };
  return { call: tableAt(environment), requests: server.requests };
}

const refused = (status: number, type: string, fields: object = {}) =>
  rawResponse(status, JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, ...fields }));
const done = rawResponse(200, '{"Item":{"id":{"S":"1"}}}');

describe('a request to a service of AWS', () => {
  it('names the operation, is signed, and answers with what was answered', async () => {
    const { call, requests } = await aService(done);

    expect(await call('GetItem', { TableName: 'orders' })).toEqual({ Item: { id: { S: '1' } } });
    expect(requests).toMatchObject([
      {
        path: '/base/',
        body: '{"TableName":"orders"}',
        headers: {
          'x-amz-target': 'DynamoDB_20120810.GetItem',
          'content-type': 'application/x-amz-json-1.0',
          'content-length': '22',
          authorization: expect.stringMatching(
            /^AWS4-HMAC-SHA256 Credential=local\/\d{8}\/us-east-1\/dynamodb\/aws4_request, SignedHeaders=\S+host\S+, Signature=[0-9a-f]{64}$/,
          ) as unknown,
        },
      },
    ]);
    expect(requests[0]?.headers).not.toHaveProperty('x-amz-security-token');
  });

  it.each([
    ['a server error', rawResponse(500, '{}')],
    ['an unavailable service, in HTML', rawResponse(503, '<html>')],
    ['throttling', refused(400, 'ProvisionedThroughputExceededException')],
    ['a closed connection', 'closed'],
    ['an answer that is cut off', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"Item"'],
  ])('is sent again after %s', async (_situation, answer) => {
    const { call, requests } = await aService(answer, done);

    expect(await call('GetItem', {})).toEqual({ Item: { id: { S: '1' } } });
    expect(requests).toHaveLength(2);
  });

  it('rejects with the last error after three tries', async () => {
    const { call, requests } = await aService(rawResponse(500, '{"message":"no"}'));

    await expect(call('GetItem', {})).rejects.toMatchObject({ message: 'no', $metadata: { httpStatusCode: 500 } });
    expect(requests).toHaveLength(3);
  });

  it.each([
    ['a condition', refused(400, 'ConditionalCheckFailedException', { message: 'met', Item: { id: { S: '1' } } })],
    ['a request that is wrong', refused(400, 'ValidationException', { message: 'met' })],
    ['missing rights', refused(400, 'AccessDeniedException', { Message: 'met' })],
  ])('is not sent again after %s', async (_situation, answer) => {
    const { call, requests } = await aService(answer, done);

    const error = await call('PutItem', {}).catch((cause: unknown) => cause);

    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: /#(\w+)/.exec(answer)?.[1],
      message: 'met',
      $fault: 'client',
      ...(answer.includes('Item') && { Item: { id: { S: '1' } } }),
    });
    expect(requests).toHaveLength(1);
  });

  it('says what was answered where it is no error of the service', async () => {
    const { call } = await aService(rawResponse(403, '<html>a proxy</html>'));

    await expect(call('GetItem', {})).rejects.toMatchObject({
      name: 'UnknownError',
      message: '403: <html>a proxy</html>',
    });
  });

  it('ends with its time limit where nobody answers', async () => {
    const silent = await startSilentServer();
    closers.push(silent.close);
    const environment = { ...LOCAL_AWS, AWS_ENDPOINT_URL: `http://127.0.0.1:${silent.port}` };
    const call = tableAt(environment, { maxAttempts: 2, connectionTimeout: 1_000, requestTimeout: 100 });

    await expect(call('GetItem', {})).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(silent.connections()).toBe(2);
  });

  it("takes the service's time where its own was refused", async () => {
    const tomorrow = new Date(Date.now() + 86_400_000);
    const early = rawResponse(400, '{"__type":"a#InvalidSignatureException","message":"Signature not yet current"}', [
      `date: ${tomorrow.toUTCString()}`,
    ]);
    const { call, requests } = await aService(early, done);

    await call('GetItem', {});

    const [first, second] = requests.map(({ headers }) => String(headers['x-amz-date']).slice(0, 8));
    expect(first).not.toBe(second);
    expect(second).toBe(tomorrow.toISOString().slice(0, 10).replaceAll('-', ''));
  });

  it('rejects a signature that is wrong for another reason at once', async () => {
    const wrong = rawResponse(400, '{"__type":"a#InvalidSignatureException","message":"does not match"}', [
      `date: ${new Date().toUTCString()}`,
    ]);
    const { call, requests } = await aService(wrong, done);

    await expect(call('GetItem', {})).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    expect(requests).toHaveLength(1);
  });

  it('carries the token of temporary credentials', async () => {
    const server = await serveRaw((socket) => socket.end(done));
    closers.push(server.close);
    const environment = { ...LOCAL_AWS, AWS_SESSION_TOKEN: 'token', AWS_ENDPOINT_URL: `http://${server.address}` };

    await tableAt(environment)('GetItem', {});

    expect(server.requests[0]?.headers).toMatchObject({ 'x-amz-security-token': 'token' });
  });

  it.each(Object.keys(LOCAL_AWS))('needs %s', (name) => {
    expect(() => tableAt({ ...LOCAL_AWS, [name]: undefined })).toThrow('must be in the environment');
  });
});

describe("a service's own address", () => {
  it.each([
    [{ AWS_REGION: 'eu-central-1' }, 'dynamodb.eu-central-1.amazonaws.com'],
    [{ AWS_REGION: 'cn-north-1' }, 'dynamodb.cn-north-1.amazonaws.com.cn'],
    [{ AWS_REGION: 'us-gov-west-1', AWS_USE_FIPS_ENDPOINT: 'true' }, 'dynamodb-fips.us-gov-west-1.amazonaws.com'],
  ])('%j is at %s', (environment, host) => {
    expect(regionalEndpoint('dynamodb', environment)).toBe(`https://${host}`);
  });
});
