import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestSignature } from '../../../functions/platform/request-signature.ts';

const sha256 = Hash.bind(null, 'sha256');

const word = fc.stringMatching(/^[A-Za-z0-9_:./-]{1,30}$/);
const posts = fc.record({
  service: fc.constantFrom('dynamodb', 'lambda', 'secretsmanager'),
  region: fc.constantFrom('eu-central-1', 'cn-north-1'),
  credentials: fc.record(
    { accessKeyId: word, secretAccessKey: fc.string({ minLength: 1 }), sessionToken: word },
    { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
  ),
  segments: fc.array(fc.stringMatching(/^[A-Za-z0-9_:~-]{1,20}$/), { maxLength: 4 }),
  headers: fc.dictionary(fc.stringMatching(/^x-[a-z-]{1,12}[a-z]$/), word, { maxKeys: 4 }),
  body: fc.string({ unit: 'binary', maxLength: 300 }),
  now: fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
});

describe('sign a request as @smithy/signature-v4 does', () => {
  it('with the same headers and the same signature', async () => {
    await fc.assert(
      fc.asyncProperty(posts, async ({ service, region, credentials, segments, headers, body, now }) => {
        const path = `/${segments.map(encodeURIComponent).join('/')}`;
        const given = { ...headers, host: `${service}.${region}.amazonaws.com` };
        const library = new SignatureV4({ service, region, credentials, sha256 });
        const request = { method: 'POST', protocol: 'https:', hostname: given.host, path, headers: given, body };
        const expected = await library.sign(request, { signingDate: now });

        const signed = requestSignature({ service, region, credentials })({ path, headers: given, body }, now);

        expect(signed).toEqual(expected.headers);
      }),
      { numRuns: 300 },
    );
  });

  it('with the key of each day, also after a change of day', async () => {
    const options = {
      service: 'dynamodb',
      region: 'eu-central-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    };
    const sign = requestSignature(options);
    const library = new SignatureV4({ ...options, sha256 });
    const post = { path: '/', headers: { host: 'h' }, body: '{}' };

    for (const day of ['2026-01-01T23:59:59Z', '2026-01-02T00:00:00Z', '2026-01-01T23:59:59Z']) {
      const request = { ...post, method: 'POST', protocol: 'https:', hostname: 'h' };
      const { headers } = await library.sign(request, { signingDate: new Date(day) });
      expect(sign(post, new Date(day))).toEqual(headers);
    }
  });
});
