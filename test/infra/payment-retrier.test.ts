import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resource, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);
const { flow: prod } = synthesise(stages.prod);

describe('the payment retrier', () => {
  it('is invoked every minute, and a run that failed or came too late is dropped', () => {
    expect(resource(flow, 'AWS::Events::Rule', 'PaymentRetrier')).toEqual({
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [{ Arn: 'PaymentRetrierFunction.Arn', Id: 'Target0', RetryPolicy: { MaximumRetryAttempts: 0 } }],
    });
    expect(resource(flow, 'AWS::Lambda::EventInvokeConfig', 'PaymentRetrier')).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  it('knows how long it can live, and charges where the payment processor does', () => {
    const settings = resource(flow, 'AWS::Lambda::Function', 'PaymentRetrier');

    expect(settings).toMatchObject({
      Timeout: 100,
      Environment: {
        Variables: {
          PAYMENT_DEDUP_TABLE: 'PaymentProcessorPaymentDedup',
          FUNCTION_TIMEOUT_SECONDS: '100',
          GATEWAY_URL: 'PaymentGatewaySimulatorHttp.ApiEndpoint',
          GATEWAY_KEY_IN: 'environment',
          GATEWAY_KEY: 'sk_test_simulator',
        },
      },
    });
    expect(settings).not.toHaveProperty('VpcConfig');
    expect(resource(prod, 'AWS::Lambda::Function', 'PaymentRetrier')).toHaveProperty(
      'Environment.Variables.GATEWAY_KEY',
      'chargeonce/prod/gateway-key',
    );
  });

  it('may run twice at once in prod, since a run can last longer than a minute', () => {
    expect(resource(prod, 'AWS::Lambda::Function', 'PaymentRetrier')).toHaveProperty('ReservedConcurrentExecutions', 2);
    expect(resource(flow, 'AWS::Lambda::Function', 'PaymentRetrier')).not.toHaveProperty(
      'ReservedConcurrentExecutions',
    );
  });
});
