import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type GradualDeployment, type Stage, stages } from '../../lib/stages.ts';
import { resource, resources, synthesise } from './synthesise.ts';

const flowWith = (settings: Partial<Stage>) => synthesise({ ...stages.prod, ...settings }).flow;
const flow = flowWith({});
const PAYERS = ['PaymentProcessor', 'PaymentRetrier'] as const;

const Name = z.looseObject({ FunctionName: z.optional(z.string()) });
/** The ids of the published versions: CDK ends each with a hash of the function's code and settings. */
const versions = (template = flow) => Object.keys(template.findResources('AWS::Lambda::Version'));

describe('a stage whose functions are deployed gradually', () => {
  it('has versions of those that take money, and of no other function', () => {
    expect(Object.values(resources(flow, 'AWS::Lambda::Alias'))).toMatchObject(
      PAYERS.map((payer) => ({ FunctionName: `${payer}Function`, Name: 'live' })),
    );
    expect(versions()).toHaveLength(PAYERS.length);
  });

  it('lets nothing reach them but by the alias, which alone is shifted', () => {
    const target = (type: string, id: string) => Name.parse(resource(flow, type, id)).FunctionName;

    expect(target('AWS::Lambda::EventSourceMapping', 'PaymentProcessor')).toBe(
      'PaymentProcessorFunctionLive split at :[6]:live',
    );
    expect(resource(flow, 'AWS::Events::Rule', 'PaymentRetrier')).toMatchObject({
      Targets: [{ Arn: 'PaymentRetrierFunctionLive' }],
    });
    expect(target('AWS::Lambda::Permission', 'PaymentRetrier')).toBe('PaymentRetrierFunctionLive');
    expect(resource(flow, 'AWS::Lambda::EventInvokeConfig', 'PaymentRetrier')).toMatchObject({
      Qualifier: 'PaymentRetrierFunctionLive split at :[7]',
      MaximumRetryAttempts: 0,
    });
  });

  it('keeps the event source that it has without: another one of the same group would read beside it', () => {
    const ids = (gradualDeployment: GradualDeployment | undefined) =>
      Object.keys(flowWith({ gradualDeployment }).findResources('AWS::Lambda::EventSourceMapping'));

    expect(ids('ALL_AT_ONCE')).toEqual(ids(undefined));
  });

  it('publishes a version when the settings of its function change, and for nothing else', () => {
    const [processor, retrier] = versions();

    expect(versions(flowWith({ concurrency: undefined, tags: { owner: 'orders' } }))).toEqual([processor, retrier]);
    const [other, same] = versions(flowWith({ recordsAtOnce: 8 }));
    expect(other).not.toBe(processor);
    expect(same).toBe(retrier);
  });

  it.each([
    [PAYERS[0], ['PaymentProcessorQuarantine']],
    [PAYERS[1], []],
  ])('shifts the events of the %s step by step, and back when an alarm shows that its code is bad', (payer, more) => {
    const alarms = ['GatewayRefusesOurAccount', 'GatewayUnreachable', 'SettleConflicts', 'NewVersionFails'];

    expect(resource(flow, 'AWS::CodeDeploy::DeploymentGroup', payer)).toMatchObject({
      DeploymentConfigName: 'CodeDeployDefault.LambdaLinear10PercentEvery2Minutes',
      AlarmConfiguration: {
        Enabled: true,
        Alarms: expect.arrayContaining([...alarms.map((alarm) => payer + alarm), ...more].map((Name) => ({ Name }))),
      },
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
    });
  });

  it('asks no alarm where all is shifted at once: it is the way past one that is on', () => {
    const group = resource(
      flowWith({ gradualDeployment: 'ALL_AT_ONCE' }),
      'AWS::CodeDeploy::DeploymentGroup',
      PAYERS[0],
    );

    expect(group).toMatchObject({
      DeploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
      AlarmConfiguration: { Enabled: false },
      AutoRollbackConfiguration: { Events: ['DEPLOYMENT_FAILURE'] },
    });
  });

  it('watches the errors of the new version alone, so that those of the old one do not stop a remedy', () => {
    expect(resource(flow, 'AWS::CloudWatch::Alarm', 'PaymentRetrierNewVersionFails')).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [
        { Name: 'ExecutedVersion', Value: expect.stringMatching(/^PaymentRetrierFunctionCurrentVersion.*\.Version$/) },
        { Name: 'FunctionName', Value: 'chargeonce-prod-payment-retrier' },
        { Name: 'Resource', Value: 'chargeonce-prod-payment-retrier:live' },
      ],
      Threshold: 1,
    });
  });

  it('is none by default, and not dev: no version, no alias, no deployment group', () => {
    const dev = synthesise(stages.dev).flow;

    for (const type of ['AWS::Lambda::Version', 'AWS::Lambda::Alias', 'AWS::CodeDeploy::DeploymentGroup'])
      expect(resources(dev, type)).toEqual({});
  });
});
