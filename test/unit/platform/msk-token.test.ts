import { createHash, createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mskToken } from '../../../functions/platform/msk-iam.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const HOST = 'kafka.eu-central-1.amazonaws.com';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** AWS Signature Version 4 as its documentation describes it, of a query in which all but the signature is signed. */
function signatureOf(query: string): string {
  const parameters = new URLSearchParams(query);
  const date = parameters.get('X-Amz-Date') ?? '';
  const scope = `${date.slice(0, 8)}/eu-central-1/kafka-cluster/aws4_request`;
  const request = ['GET', '/', query, `host:${HOST}\n`, 'host', sha256('')].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(request)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${SECRET}`);
  return hmac(key, toSign).toString('hex');
}

const urlOf = (token: string) => Buffer.from(token, 'base64url').toString();

describe('make an MSK IAM token', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET);
    vi.stubEnv('AWS_SESSION_TOKEN', "FQoGZXIvYXdzE+/=tok!'()*");
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('is signed as an independent computation signs it', async () => {
    const [, query = ''] = urlOf(await mskToken()).split('?');
    const parameters = query.split('&').filter((parameter) => !/^(X-Amz-Signature|User-Agent)=/.test(parameter));

    expect(new URLSearchParams(query).get('X-Amz-Signature')).toBe(signatureOf(parameters.sort().join('&')));
  });

  it('asks for kafka-cluster:Connect in the region for 900 seconds, with the session token', async () => {
    const url = new URL(urlOf(await mskToken()));

    expect(url.origin).toBe(`https://${HOST}`);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      Action: 'kafka-cluster:Connect',
      'X-Amz-Expires': '900',
      'X-Amz-Security-Token': "FQoGZXIvYXdzE+/=tok!'()*",
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Credential': expect.stringMatching(/^AKIDEXAMPLE\/\d{8}\/eu-central-1\/kafka-cluster\/aws4_request$/),
    });
  });

  it('names the user agent after the signature, which does not cover it', async () => {
    expect(urlOf(await mskToken())).toMatch(/&X-Amz-Signature=[0-9a-f]{64}&User-Agent=chargeonce$/);
  });

  it('is base64url without padding', async () => {
    expect(await mskToken()).toMatch(/^[A-Za-z0-9_-]+$/);
  });
});
