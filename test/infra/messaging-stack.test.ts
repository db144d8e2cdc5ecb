import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resources } from './resources.ts';
import { synthesise } from './synthesise.ts';

const { messaging: onDemand } = synthesise(stages.dev);
const { messaging: provisioned } = synthesise({ ...stages.dev, kafkaPollers: { minimum: 1, maximum: 2 } });

describe('the network', () => {
  it('spans three zones with private subnets only', () => {
    const subnets = Object.values(resources(onDemand, 'AWS::EC2::Subnet'));

    expect(subnets).toMatchObject(
      ['us-east-1a', 'us-east-1b', 'us-east-1c'].map((AvailabilityZone) => ({
        AvailabilityZone,
        MapPublicIpOnLaunch: false,
      })),
    );
  });

  it('has no way to the internet', () => {
    onDemand.resourceCountIs('AWS::EC2::NatGateway', 0);
    onDemand.resourceCountIs('AWS::EC2::InternetGateway', 0);
    onDemand.resourceCountIs('AWS::EC2::Route', 0);
  });

  it('reaches DynamoDB, and for on-demand pollers Lambda and STS', () => {
    expect(services(resources(onDemand, 'AWS::EC2::VPCEndpoint'))).toEqual([
      'Gateway com.amazonaws.AWS::Region.dynamodb',
      'Interface com.amazonaws.us-east-1.lambda',
      'Interface com.amazonaws.us-east-1.sts',
    ]);
  });

  it('reaches DynamoDB alone when pollers are provisioned', () => {
    expect(services(resources(provisioned, 'AWS::EC2::VPCEndpoint'))).toEqual([
      'Gateway com.amazonaws.AWS::Region.dynamodb',
    ]);
  });
});

function services(endpoints: object) {
  const described: readonly { VpcEndpointType?: string; ServiceName?: string }[] = Object.values(endpoints);
  return described.map(({ VpcEndpointType, ServiceName }) => `${VpcEndpointType} ${ServiceName}`).sort();
}
