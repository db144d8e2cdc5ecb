import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { addedFunctions } from '../harness/added-parts.ts';
import { resource, resources, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);

const functions = [
  ['OrderApi', 'order-api'],
  ['OrderPublisher', 'order-publisher'],
  ['PaymentProcessor', 'payment-processor'],
  ['PaymentCanceller', 'payment-canceller'],
  ['PaymentRetrier', 'payment-retrier'],
  ['GatewayWebhook', 'gateway-webhook'],
  ['PaymentPublisher', 'payment-publisher'],
  ['StatusUpdater', 'status-updater'],
  ['Reconciler', 'reconciler'],
  ['Auditor', 'auditor'],
  ['Quarantine', 'quarantine'],
  ['KafkaOperator', 'kafka-operator'],
  ['PaymentGatewaySimulator', 'payment-gateway-simulator'],
  ...addedFunctions.map(({ id, name }) => [id, name] as const),
] as const;

describe('the functions', () => {
  it('are the stages of the flow and no others', () => {
    const found = Object.keys(resources(flow, 'AWS::Lambda::Function'));
    expect(new Set(found)).toEqual(new Set(functions.map(([id]) => `${id}Function`)));
  });

  it.each(functions)(
    '%s runs on Node 24 as chargeonce-dev-%s, says who it is and logs where logs expire',
    (id, name) => {
      expect(resource(flow, 'AWS::Lambda::Function', `${id}Function`)).toMatchObject({
        FunctionName: `chargeonce-dev-${name}`,
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        MemorySize: name === 'auditor' ? 1_769 : 512,
        LoggingConfig: { LogGroup: `${id}FunctionLogs` },
        Environment: {
          Variables: {
            POWERTOOLS_SERVICE_NAME: name,
            POWERTOOLS_METRICS_NAMESPACE: 'chargeonce/dev',
            POWERTOOLS_LOG_LEVEL: 'DEBUG',
          },
        },
      });
      expect(resource(flow, 'AWS::Logs::LogGroup', `${id}Function`)).toEqual({
        LogGroupName: `/chargeonce/dev/${name}`,
        RetentionInDays: 7,
      });
    },
  );

  it('log what did not go as it should in prod, where Lambda leaves out the start and the end of an ordinary invocation', () => {
    const prod = synthesise(stages.prod).flow;

    for (const [id] of functions.filter(([id]) =>
      Object.hasOwn(resources(prod, 'AWS::Lambda::Function'), `${id}Function`),
    ))
      expect(resource(prod, 'AWS::Lambda::Function', `${id}Function`)).toMatchObject({
        LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN', ApplicationLogLevel: 'INFO' },
        Environment: { Variables: { POWERTOOLS_LOG_LEVEL: 'INFO' } },
      });
  });
});
