import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resource, resources, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);
const { flow: prod } = synthesise(stages.prod);
const eventBus = 'aws.partner/stripe.com/ed_test_1';
const { flow: onBus } = synthesise({ ...stages.prod, gatewayEvents: { kind: 'event-bridge', eventBus } });
const { flow: without } = synthesise({ ...stages.prod, gatewayEvents: undefined });

const FUNCTION = 'AWS::Lambda::Function';
const routesOf = (template: typeof flow) =>
  Object.values(resources(template, 'AWS::ApiGatewayV2::Route', 'OrderApi')).map((route) =>
    JSON.stringify(route).includes('/webhooks/gateway'),
  );

describe('the webhook of the gateway', () => {
  it('is open at the order API, where its function alone answers: the signature is the authentication', () => {
    expect(resource(flow, 'AWS::ApiGatewayV2::Route', 'OrderApiHttpPOSTwebhooks')).toMatchObject({
      RouteKey: 'POST /webhooks/gateway',
      AuthorizationType: 'NONE',
      Target: expect.stringContaining('OrderApiHttpPOSTwebhooks'),
    });
    expect(resource(flow, 'AWS::ApiGatewayV2::Integration', 'OrderApiHttpPOSTwebhooks')).toMatchObject({
      IntegrationUri: 'GatewayWebhookFunction.Arn',
      PayloadFormatVersion: '2.0',
    });
  });

  it("verifies the simulator's signature in dev, and there the simulator knows where to send and how to sign", () => {
    const settings = resource(flow, FUNCTION, 'GatewayWebhook');

    expect(settings).toMatchObject({
      Timeout: 10,
      Environment: {
        Variables: {
          PAYMENT_DEDUP_TABLE: 'PaymentProcessorPaymentDedup',
          WEBHOOK_SECRET_IN: 'environment',
          WEBHOOK_SECRET: 'whsec_simulator',
        },
      },
    });
    expect(settings).not.toHaveProperty('VpcConfig');
    expect(resource(flow, FUNCTION, 'PaymentGatewaySimulator')).toMatchObject({
      Environment: {
        Variables: {
          WEBHOOK_URL: 'OrderApiHttp.ApiEndpoint/webhooks/gateway',
          WEBHOOK_SECRET: 'whsec_simulator',
          WEBHOOK_EVENTS: 'asynchronous',
        },
      },
    });
  });

  it('knows in prod where the signing secret is: the secret itself is in no template', () => {
    expect(resource(prod, FUNCTION, 'GatewayWebhook')).toMatchObject({
      Environment: {
        Variables: { WEBHOOK_SECRET_IN: 'secrets-manager', WEBHOOK_SECRET: 'chargeonce/prod/webhook-secret' },
      },
    });
    expect(JSON.stringify(prod.toJSON())).not.toMatch(/whsec_|\{\{resolve:/);
    expect(prod.findOutputs('GatewayWebhookUrl')).not.toEqual({});
  });

  it('is refused with a secret in the template where the gateway is a real one', () => {
    const { gatewayEvents } = stages.dev;
    expect(() => synthesise({ ...stages.prod, gatewayEvents })).toThrow(
      'Stage prod charges at a real gateway: keep the signing secret of its events in Secrets Manager',
    );
  });
});

describe("the gateway's events through EventBridge", () => {
  it('come from its own bus, and only those that end an attempt', () => {
    expect(resource(onBus, 'AWS::Events::Rule', 'GatewayWebhook')).toEqual({
      EventBusName: eventBus,
      EventPattern: {
        source: [{ prefix: 'aws.partner/stripe.com' }],
        'detail-type': ['payment_intent.succeeded', 'payment_intent.payment_failed', 'payment_intent.canceled'],
      },
      State: 'ENABLED',
      Targets: [{ Arn: 'GatewayWebhookFunction.Arn', Id: 'Target0' }],
    });
    expect(resource(onBus, 'AWS::Lambda::Permission', 'GatewayWebhook')).toMatchObject({
      Principal: 'events.amazonaws.com',
      SourceArn: 'GatewayWebhookEvents.Arn',
    });
  });

  it('make no route, and leave the function without one that could verify a request', () => {
    expect(routesOf(onBus)).not.toContain(true);
    expect(onBus.findOutputs('GatewayWebhookUrl')).toEqual({});
    // A secret is one word.
    expect(resource(onBus, FUNCTION, 'GatewayWebhook')).toHaveProperty(
      'Environment.Variables.WEBHOOK_SECRET',
      expect.stringContaining(' '),
    );
  });
});

describe('a stage whose gateway reports nothing', () => {
  it('has neither route nor function, and a dashboard all the same', () => {
    expect(routesOf(without)).not.toContain(true);
    expect(resources(without, FUNCTION, 'GatewayWebhook')).toEqual({});
    expect(JSON.stringify(resource(without, 'AWS::CloudWatch::Dashboard'))).not.toContain('gateway-webhook');
  });

  it('has a simulator that sends nothing', () => {
    const { flow: silent } = synthesise({ ...stages.dev, gatewayEvents: undefined });

    expect(resource(silent, FUNCTION, 'PaymentGatewaySimulator')).toHaveProperty(
      'Environment.Variables.WEBHOOK_URL',
      '',
    );
  });
});
