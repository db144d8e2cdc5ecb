import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resource, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);

describe('the reconciler', () => {
  it('is invoked every five minutes, and a run that failed is not repeated', () => {
    expect(resource(flow, 'AWS::Events::Rule', 'Reconciler')).toEqual({
      ScheduleExpression: 'rate(5 minutes)',
      State: 'ENABLED',
      Targets: [{ Arn: 'ReconcilerFunction.Arn', Id: 'Target0', RetryPolicy: { MaximumRetryAttempts: 0 } }],
    });
    expect(resource(flow, 'AWS::Lambda::EventInvokeConfig', 'Reconciler')).toEqual({
      FunctionName: 'ReconcilerFunction',
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 300,
    });
    expect(resource(flow, 'AWS::Lambda::Permission', 'Reconciler')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: 'ReconcilerFunction.Arn',
      Principal: 'events.amazonaws.com',
      SourceArn: 'ReconcilerSchedule.Arn',
    });
  });

  it('stands outside the network, ends before its next run, and knows both tables and its threshold', () => {
    const settings = resource(flow, 'AWS::Lambda::Function', 'Reconciler');

    expect(settings).toMatchObject({
      Timeout: 240,
      Environment: {
        Variables: {
          ORDERS_TABLE: 'OrderApiOrders',
          PAYMENT_DEDUP_TABLE: 'PaymentProcessorPaymentDedup',
          RECONCILE_AFTER_SECONDS: '600',
        },
      },
    });
    expect(settings).not.toHaveProperty('VpcConfig');
  });

  it('runs once at a time in prod; a new account has no concurrency to reserve', () => {
    const { flow: prod } = synthesise(stages.prod);

    expect(resource(prod, 'AWS::Lambda::Function', 'Reconciler')).toHaveProperty('ReservedConcurrentExecutions', 1);
    expect(resource(flow, 'AWS::Lambda::Function', 'Reconciler')).not.toHaveProperty('ReservedConcurrentExecutions');
  });
});
