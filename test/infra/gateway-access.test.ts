import { describe, expect, it } from 'vitest';
import { type Stage, stages } from '../../lib/stages.ts';
import { rights } from './granted-rights.ts';
import { resource, resources, synthesise } from './synthesise.ts';

const keySecret = 'chargeonce/prod/gateway-key';
const gateway: Stage['gateway'] = { kind: 'airwallex', url: 'https://api.airwallex.com', keySecret };
const { flow } = synthesise({ ...stages.prod, gateway, gatewayEvents: undefined });
const { flow: stripe } = synthesise(stages.prod);

const PAYERS = ['PaymentProcessor', 'PaymentRetrier'];
const functionOf = (template: typeof flow, payer: string) => resource(template, 'AWS::Lambda::Function', payer);

describe('a stage that charges at Airwallex', () => {
  it.each(PAYERS)('tells the %s whose API it calls, where it is and where its key lies', (payer) => {
    expect(functionOf(flow, payer)).toHaveProperty(
      'Environment.Variables',
      expect.objectContaining({
        GATEWAY_API: 'airwallex',
        GATEWAY_URL: 'https://api.airwallex.com',
        GATEWAY_KEY_IN: 'secrets-manager',
        GATEWAY_KEY: keySecret,
      }),
    );
    expect(rights(flow, payer)).toEqual(rights(stripe, payer));
    expect(rights(flow, payer)).toContainEqual(expect.stringContaining('secretsmanager:GetSecretValue'));
  });

  it('has neither a webhook nor a simulator', () => {
    expect(resources(flow, 'AWS::Lambda::Function', 'GatewayWebhook')).toEqual({});
    expect(resources(flow, 'AWS::Lambda::Function', 'PaymentGatewaySimulator')).toEqual({});
  });

  it('is refused with events, which are read as Stripe sends them', () => {
    expect(() => synthesise({ ...stages.prod, gateway })).toThrow(
      "Stage prod charges at airwallex, but only Stripe's events can be read: set gatewayEvents to undefined",
    );
  });
});

describe('a stage that charges at Stripe', () => {
  it.each(PAYERS)('leaves the %s to the default', (payer) => {
    expect(functionOf(stripe, payer)).not.toHaveProperty('Environment.Variables.GATEWAY_API');
  });
});
