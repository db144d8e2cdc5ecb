import { describe, expect, it } from 'vitest';
import { accessTo, smokeRequest, timeoutSeconds } from '../../../../cli/smoke/smoke-request.ts';
import { stages } from '../../../../lib/stages.ts';

describe('the order of a smoke run', () => {
  it('is paid by the test card where no money is moved', () => {
    expect(smokeRequest(stages.dev, undefined)).toMatchObject({ paymentMethod: 'pm_card_visa' });
  });

  it('charges real money only with a payment method that somebody named', () => {
    expect(() => smokeRequest(stages.prod, undefined)).toThrow('Stage prod charges real money');
    expect(smokeRequest(stages.prod, 'pm_mine')).toMatchObject({ paymentMethod: 'pm_mine' });
  });
});

describe('call the API of a stage', () => {
  it('can not be done without a token where the stage has an issuer', async () => {
    const auth = { kind: 'jwt', issuer: 'https://id.example', audience: ['shop'] } as const;

    await expect(accessTo('https://a', { ...stages.dev, auth }, { stage: 'dev' })).rejects.toThrow(
      'a token of https://id.example: give one with --token',
    );
  });
});

describe('the time that a smoke order may take', () => {
  it('is ten minutes in AWS, where event sources begin to read some minutes after they are made', () => {
    expect([true, false].map((here) => timeoutSeconds({ here }))).toEqual([120, 600]);
  });
});
