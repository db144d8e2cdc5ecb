import { describe, expect, it } from 'vitest';
import { firstRequest } from '../../../../cli/deploy/first-request.ts';
import { stages } from '../../../../lib/stages.ts';

const url = 'https://a1.execute-api.us-east-1.amazonaws.com';
const text = (stage: Parameters<typeof firstRequest>[0]['stage']) => firstRequest({ stage, url }).join('\n');

describe('tell how a first order is placed', () => {
  it('signs it for API Gateway in the region of a stage with IAM, also with the credentials of a session', () => {
    expect(text(stages.dev)).toContain(`curl -s '${url}/orders' --aws-sigv4 'aws:amz:us-east-1:execute-api'`);
    expect(text(stages.dev)).toContain('-H "x-amz-security-token: $AWS_SESSION_TOKEN"');
  });

  it('signs it with keys that are given, and asks for none, at an AWS emulator', () => {
    const keys = { accessKeyId: 'ASIA1', secretAccessKey: 'secret', sessionToken: 'session' };

    const [request] = firstRequest({ stage: stages.dev, url, keys });

    expect(request).toContain('--user "ASIA1:secret" -H "x-amz-security-token: session"');
  });

  it('sends a token of the issuer where the stage has one', () => {
    const auth = { kind: 'jwt', issuer: 'https://id.example', audience: ['shop'] } as const;

    const request = text({ ...stages.dev, auth });

    expect(request).toContain('TOKEN is a token of https://id.example for the audience shop');
    expect(request).toContain('-H "authorization: Bearer $TOKEN"');
    expect(request).not.toContain('sigv4');
  });

  it('sends an order that the API takes', () => {
    const body = /-d '(.+)'/.exec(text(stages.dev))?.[1] ?? '';

    expect(JSON.parse(body)).toMatchObject({ paymentMethod: 'pm_card_visa', currency: 'EUR' });
  });

  it('names no payment method where money is charged', () => {
    expect(text(stages.prod)).toContain('<payment method: this charges real money>');
  });
});
