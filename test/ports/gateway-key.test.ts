import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterEach, describe, expect, it } from 'vitest';
import { secretsManagerGatewayKey } from '../../functions/payments/secrets-manager-gateway-key.ts';
import { stripePaymentGateway } from '../../functions/payments/stripe-payment-gateway.ts';
import { GatewayKeyUnavailable } from '../../functions/payments/table-guard.ts';
import { aPaymentRequest } from '../doubles/payment-builders.ts';
import { serveGateway } from '../harness/gateway-at.ts';
import { rawResponse, serveRaw } from '../harness/raw-server.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const answering = (status: number, body: object) => rawResponse(status, JSON.stringify(body), ['connection: close']);
const holding = (key: string | undefined) => answering(200, { SecretString: key });
const refusing = (type: string) => answering(400, { __type: type, message: 'sk_live_hidden' });

/** A key in a secret; the endpoint's answer and the clock are the test's to change. */
async function aSecret(answer: string) {
  const secret = { answer, minutes: 0 };
  const misses: unknown[] = [];
  const server = await serveRaw((socket) => socket.end(secret.answer));
  closers.push(server.close);
  const secrets = new SecretsManager({
    endpoint: `http://${server.address}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const now = () => new Date(secret.minutes * 60_000);
  const missed = (error: unknown) => misses.push(error);
  const key = secretsManagerGatewayKey({ secrets, secretId: 'chargeonce/prod/gateway-key', now, missed });
  return Object.assign(secret, { key, misses, reads: server.requests });
}

describe("the gateway's key in Secrets Manager", () => {
  it('is read once for many requests, also when they come at once', async () => {
    const { key, reads } = await aSecret(holding(' sk_1\n'));

    expect(await Promise.all([key.current(), key.current()])).toEqual(['sk_1', 'sk_1']);
    expect(await key.current()).toBe('sk_1');
    expect(reads.map(({ body }) => JSON.parse(body))).toEqual([{ SecretId: 'chargeonce/prod/gateway-key' }]);
  });

  it('is the new one five minutes after it was rotated', async () => {
    const secret = await aSecret(holding('sk_1'));
    await secret.key.current();

    Object.assign(secret, { answer: holding('sk_2'), minutes: 4.9 });
    expect(await secret.key.current()).toBe('sk_1');
    secret.minutes = 5;
    expect(await secret.key.current()).toBe('sk_2');
  });

  it('is the new one at once when the gateway has refused the old one', async () => {
    const secret = await aSecret(holding('sk_1'));
    await secret.key.current();
    secret.answer = holding('sk_2');

    await secret.key.refused('sk_1');

    expect(await secret.key.current()).toBe('sk_2');
  });

  it('stays in use while it can not be read anew, and that is told', async () => {
    const secret = await aSecret(holding('sk_1'));
    await secret.key.current();

    Object.assign(secret, { answer: refusing('InternalServiceError'), minutes: 5 });

    expect(await secret.key.current()).toBe('sk_1');
    expect(secret.misses).toEqual([expect.any(GatewayKeyUnavailable)]);
    Object.assign(secret, { answer: holding('sk_2'), minutes: 10 });
    expect(await secret.key.current()).toBe('sk_2');
  });

  it('is not used again once the gateway has refused it, also where no other can be read', async () => {
    const secret = await aSecret(holding('sk_1'));
    await secret.key.current();
    Object.assign(secret, { answer: refusing('InternalServiceError'), minutes: 5 });
    await secret.key.current();

    await secret.key.refused('sk_1');

    await expect(secret.key.current()).rejects.toThrow(GatewayKeyUnavailable);
  });

  it('stays when the refusal is of a key that was replaced in the meantime', async () => {
    const secret = await aSecret(holding('sk_2'));
    await secret.key.current();

    await secret.key.refused('sk_1');

    expect(await secret.key.current()).toBe('sk_2');
    expect(secret.reads).toHaveLength(1);
  });

  it.each([
    ['the secret does not exist', refusing('ResourceNotFoundException'), 'ResourceNotFoundException'],
    ['the role may not read it', refusing('AccessDeniedException'), 'AccessDeniedException'],
    ['it holds no text', holding(undefined), 'does not hold'],
    ['it is empty', holding(' '), 'does not hold'],
    ['it holds several lines', holding('sk_live_hidden\nsk_2'), 'does not hold'],
    ['it holds JSON', holding('{"key":"sk_live_hidden"}'), 'does not hold'],
  ])('is missed in words when %s, and is asked for again', async (_situation, answer, words) => {
    const secret = await aSecret(answer);

    const failure = await secret.key.current().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GatewayKeyUnavailable);
    expect(String(failure)).toContain(words);
    expect(String(failure)).toContain('chargeonce/prod/gateway-key');
    expect(String(failure)).not.toContain('sk_live_hidden');

    secret.answer = holding('sk_1');
    expect(await secret.key.current()).toBe('sk_1');
  });
});

describe('a charge with a key from Secrets Manager', () => {
  const chargingWith = (key: Awaited<ReturnType<typeof aSecret>>['key'], address: string) =>
    stripePaymentGateway({
      url: `http://${address}`,
      key,
      timeoutMs: 1_000,
      connectTimeoutMs: 500,
      listTimeoutMs: 100,
    });

  it('takes up a rotated key with the next attempt, after one that charged nothing', async () => {
    const secret = await aSecret(holding('sk_1'));
    const gateway = await serveGateway((socket) => socket.end(rawResponse(401, '{"error":{"type":"x"}}')));
    const { create } = chargingWith(secret.key, gateway.address);
    expect(await create(aPaymentRequest())).toMatchObject({ kind: 'unreachable', misconfigured: true });

    secret.answer = holding('sk_2');
    await create(aPaymentRequest());

    expect(gateway.requests.map(({ headers }) => headers['authorization'])).toEqual(['Bearer sk_1', 'Bearer sk_2']);
  });

  it('is not sent where there is no key, and says why', async () => {
    const secret = await aSecret(refusing('ResourceNotFoundException'));
    const gateway = await serveGateway((socket) => socket.end(rawResponse(200, '{}')));

    expect(await chargingWith(secret.key, gateway.address).create(aPaymentRequest())).toEqual({
      kind: 'unreachable',
      misconfigured: true,
      reason: expect.stringContaining('The secret must exist'),
    });
    expect(gateway.requests).toEqual([]);
  });
});
