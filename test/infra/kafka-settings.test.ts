import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { express, resource, synthesise } from './synthesise.ts';

const { messaging: dev } = synthesise(stages.dev);
const { messaging: prod } = synthesise(stages.prod);
const { messaging: onExpress } = synthesise({ ...stages.prod, cluster: express });

describe("the brokers' settings", () => {
  const settingsOf = (template: typeof dev) => resource(template, 'AWS::MSK::Configuration');
  const whoAndWhat = ['auto.create.topics.enable=false', 'allow.everyone.if.no.acl.found=false'];
  const howSafe = ['default.replication.factor=3', 'min.insync.replicas=2', 'unclean.leader.election.enable=false'];

  it.each([
    ['dev', dev],
    ['prod', prod],
  ])('of %s override the defaults that lose records or let anyone in, in every version of Kafka', (stage, template) => {
    // With a list of versions, which is fixed once made, no upgrade could be deployed.
    expect(settingsOf(template)).toEqual({
      Name: `chargeonce-${stage}`,
      ServerProperties: [...whoAndWhat, ...howSafe].join('\n'),
    });
  });

  it('name nothing that is fixed on Express brokers', () => {
    expect(settingsOf(onExpress)).toMatchObject({ ServerProperties: whoAndWhat.join('\n') });
  });
});

describe("the brokers' volumes", () => {
  it('grow when they are 60 % full, up to what the stage allows, and never shrink', () => {
    expect(resource(prod, 'AWS::ApplicationAutoScaling::ScalableTarget')).toEqual({
      ServiceNamespace: 'kafka',
      ScalableDimension: 'kafka:broker-storage:VolumeSize',
      ResourceId: 'KafkaCluster.Arn',
      MinCapacity: 100,
      MaxCapacity: 1_000,
    });
    expect(resource(prod, 'AWS::ApplicationAutoScaling::ScalingPolicy')).toEqual({
      PolicyName: 'grow-when-full',
      PolicyType: 'TargetTrackingScaling',
      ScalingTargetId: 'KafkaStorage',
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: { PredefinedMetricType: 'KafkaBrokerStorageUtilization' },
        TargetValue: 60,
        DisableScaleIn: true,
      },
    });
  });

  it('are none that grow on Express brokers', () => {
    onExpress.resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 0);
    onExpress.resourceCountIs('AWS::ApplicationAutoScaling::ScalingPolicy', 0);
  });
});
