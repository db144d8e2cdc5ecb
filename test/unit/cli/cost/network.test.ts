import { describe, expect, it } from 'vitest';
import { aLogGroup, idleCost, LOGGED_GB } from './priced-resources.ts';

describe('price the network', () => {
  it('pays interface endpoints in each zone, and gateway endpoints nothing', () => {
    const SubnetIds = [{ Ref: 'A' }, { Ref: 'B' }, { Ref: 'C' }];
    const Type = 'AWS::EC2::VPCEndpoint';
    const cost = idleCost({
      Sts: {
        Type,
        Properties: { VpcEndpointType: 'Interface', ServiceName: 'com.amazonaws.us-east-1.sts', SubnetIds },
      },
      DynamoDb: { Type, Properties: { VpcEndpointType: 'Gateway', ServiceName: 'com.amazonaws.us-east-1.dynamodb' } },
    });

    expect(cost).toBeCloseTo(21.9, 6); // 3 × 730 × $0.01
  });

  it('pays flow logs at the price of where they go', () => {
    const Type = 'AWS::EC2::FlowLog';

    expect(idleCost({ FlowLog: { Type, Properties: { LogDestinationType: 's3' } } })).toBeCloseTo(0.25, 9);
    expect(idleCost({ FlowLog: { Type, Properties: { LogGroupName: { Ref: 'Logs' } } }, Logs: aLogGroup })).toBeCloseTo(
      LOGGED_GB,
      9,
    );
    expect(
      idleCost({ FlowLog: { Type, Properties: { LogDestinationType: 's3', TrafficType: 'REJECT' } } }),
    ).toBeCloseTo(0.0025, 9);
  });
});
