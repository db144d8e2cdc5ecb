import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { whyNot } from '../../../../cli/aws/caller.ts';
import { lackOf } from '../../../../cli/deploy/bootstrap.ts';
import { faultOf, webhookNotes } from '../../../../cli/deploy/gateway-secrets.ts';
import { stages } from '../../../../lib/stages.ts';
import { rawResponse, serveRaw } from '../../../harness/raw-server.ts';

const failure = (name: string, message: string) => Object.assign(new Error(message), { name });

describe('the credentials of a deployment', () => {
  const client = { region: 'us-east-1', profile: 'shop' };

  it.each([
    {
      error: failure('CredentialsProviderError', 'none'),
      says: 'There are no AWS credentials of profile shop: sign in',
    },
    { error: failure('ExpiredTokenException', 'The security token is old'), says: 'have expired: sign in again' },
    { error: failure('CredentialsProviderError', 'The SSO session has expired'), says: 'have expired: sign in again' },
    { error: failure('InvalidClientTokenId', 'invalid'), says: 'AWS does not know the credentials of profile shop' },
    { error: failure('TimeoutError', 'no route'), says: 'AWS could not be asked who calls, in us-east-1: no route' },
  ])('are explained: $says', ({ error, says }) => {
    expect(whyNot(error, client)).toContain(says);
  });
});

describe('the bootstrap of an account', () => {
  const version = (OutputValue: string) => [{ OutputKey: 'BootstrapVersion', OutputValue }];

  it('is there with a version that is new enough', () => {
    expect(lackOf({ StackStatus: 'UPDATE_COMPLETE', Outputs: version('30') })).toBeUndefined();
  });

  it.each([
    { stack: undefined, lack: 'is not bootstrapped' },
    { stack: { StackStatus: 'CREATE_COMPLETE', Outputs: version('5') } as const, lack: 'version 5, and 6 is needed' },
    { stack: { StackStatus: 'ROLLBACK_COMPLETE' } as const, lack: 'is ROLLBACK_COMPLETE and names no version' },
  ])('lacks something: $lack', ({ stack, lack }) => {
    expect(lackOf(stack)).toContain(lack);
  });
});

describe("the real gateway's key", () => {
  const secret = { what: 'The key', name: 'chargeonce/prod/gateway-key', region: 'us-east-1' };

  it('is there where the secret has a current value', () => {
    expect(faultOf({ VersionIdsToStages: { v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT'] } }, secret)).toBeUndefined();
  });

  it.each([
    { found: undefined, says: 'aws secretsmanager create-secret --name chargeonce/prod/gateway-key' },
    { found: { DeletedDate: new Date(0) }, says: 'aws secretsmanager restore-secret --secret-id chargeonce/prod' },
    {
      found: { VersionIdsToStages: { v1: ['AWSPENDING'] } },
      says: 'aws secretsmanager put-secret-value --secret-id chargeonce/prod',
    },
  ])('is missing with the command that mends it: $says', ({ found, says }) => {
    expect(faultOf(found, secret)).toContain(says);
  });
});

/** Answers every request alike, on the loopback address. */
async function secretsManager(answer: string) {
  const { address, close } = await serveRaw((socket) => socket.end(answer));
  return { url: `http://${address}`, [Symbol.asyncDispose]: async () => close() };
}

describe("the gateway's events", () => {
  const client = { region: 'us-east-1' };
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  });
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['the simulator', { kind: 'webhook', secretIn: 'environment', secret: 'whsec_simulator' } as const],
    ['a bus of EventBridge', { kind: 'event-bridge', eventBus: 'aws.partner/stripe.com/ed_1' } as const],
    ['nobody', undefined],
  ])('need nothing to be set up where they come from %s', async (_, gatewayEvents) => {
    expect(await webhookNotes({ gatewayEvents }, { url: 'https://api.test', client })).toEqual([]);
  });

  it('need an endpoint at the gateway, and its signing secret where Secrets Manager has none', async () => {
    const notFound = JSON.stringify({ __type: 'ResourceNotFoundException', message: 'no such secret' });
    await using endpoint = await secretsManager(rawResponse(400, notFound));
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint.url);

    expect(await webhookNotes(stages.prod, { url: 'https://api.test/webhooks/gateway', client })).toEqual([
      'The gateway sends its events to https://api.test/webhooks/gateway (docs/deploy.md)',
      expect.stringContaining('aws secretsmanager create-secret --name chargeonce/prod/webhook-secret'),
    ]);
  });

  it('need nothing but that endpoint once the secret is there', async () => {
    await using endpoint = await secretsManager(rawResponse(200, '{"VersionIdsToStages":{"v1":["AWSCURRENT"]}}'));
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint.url);

    expect(await webhookNotes(stages.prod, { url: 'https://api.test/webhooks/gateway', client })).toHaveLength(1);
  });
});
