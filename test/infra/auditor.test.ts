import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resource, resources, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);
const { flow: prod } = synthesise(stages.prod);

describe('the auditor', () => {
  it('is invoked every hour, and a run that failed is not repeated', () => {
    expect(resource(flow, 'AWS::Events::Rule', 'Auditor')).toEqual({
      ScheduleExpression: 'rate(1 hour)',
      State: 'ENABLED',
      Targets: [{ Arn: 'AuditorFunction.Arn', Id: 'Target0', RetryPolicy: { MaximumRetryAttempts: 0 } }],
    });
    expect(resource(flow, 'AWS::Lambda::EventInvokeConfig', 'Auditor')).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 3_600,
    });
  });

  it('has a whole core and all the time that there is, and stands outside the network', () => {
    const settings = resource(flow, 'AWS::Lambda::Function', 'Auditor');

    expect(settings).toMatchObject({ Timeout: 900, MemorySize: 1_769 });
    expect(settings).not.toHaveProperty('VpcConfig');
  });

  it('knows both tables, the topics by their prefix, who reads them for it, and the gateway', () => {
    const settings = resource(flow, 'AWS::Lambda::Function', 'Auditor');

    expect(settings).toMatchObject({
      Environment: {
        Variables: {
          ORDERS_TABLE: 'OrderApiOrders',
          PAYMENT_DEDUP_TABLE: 'PaymentProcessorPaymentDedup',
          TOPIC_PREFIX: '',
          KAFKA_OPERATOR_FUNCTION: 'KafkaOperatorFunction',
          RECONCILE_AFTER_SECONDS: '600',
          GATEWAY_URL: 'PaymentGatewaySimulatorHttp.ApiEndpoint',
          GATEWAY_KEY_IN: 'environment',
          GATEWAY_KEY: 'sk_test_simulator',
        },
      },
    });
    expect(resource(prod, 'AWS::Lambda::Function', 'Auditor')).toHaveProperty(
      'Environment.Variables.GATEWAY_KEY',
      'chargeonce/prod/gateway-key',
    );
  });

  it('is not there, nor on the dashboard, in a stage that audits by the command', () => {
    const { flow: without } = synthesise({ ...stages.dev, dailyAudit: false });

    expect(Object.keys(resources(without, 'AWS::Lambda::Function'))).not.toContain('AuditorFunction');
    expect(JSON.stringify(resource(without, 'AWS::CloudWatch::Dashboard'))).not.toContain('The books');
  });
});

describe('the alarms over the gauges of the auditor', () => {
  it.each([
    ['AuditorDiscrepancies', { MetricName: 'AuditDiscrepancies', Threshold: 1, TreatMissingData: 'notBreaching' }],
    [
      'AuditorBehind',
      {
        ...{ MetricName: 'AuditLagSeconds', Threshold: 129_600, TreatMissingData: 'missing' },
        InsufficientDataActions: ['ObservabilityOnCallNotices'],
      },
    ],
  ])('%s fires by %o, by any of three runs', (id, fires) => {
    expect(resource(flow, 'AWS::CloudWatch::Alarm', id)).toMatchObject({
      ...{ Namespace: 'chargeonce/dev', Dimensions: [{ Name: 'service', Value: 'auditor' }] },
      ...{ ...fires, Statistic: 'Maximum', Period: 10_800 },
      AlarmActions: ['ObservabilityOnCallNotices'],
    });
  });
});
