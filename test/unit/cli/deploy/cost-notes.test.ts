import { describe, expect, it } from 'vitest';
import { costNotes, type Described } from '../../../../cli/deploy/cost-notes.ts';

const brokers = (size: string): Described => ({
  type: 'AWS::MSK::Cluster',
  properties: { NumberOfBrokerNodes: 3, BrokerNodeGroupInfo: { InstanceType: size } },
});
const endpoint = (kind: string): Described => ({
  type: 'AWS::EC2::VPCEndpoint',
  properties: { VpcEndpointType: kind, SubnetIds: ['a', 'b', 'c'], ServiceName: 'lambda' },
});
const notes = (...resources: Described[]) =>
  costNotes(resources, { stage: 'dev', elsewhere: ' --region eu-west-1' }).join('\n');

describe('say what will cost money', () => {
  it('adds up what costs by the hour, and says how it ends', () => {
    const text = notes(brokers('kafka.t3.small'), endpoint('Interface'), endpoint('Interface'));

    expect(text).toContain('3 brokers kafka.t3.small: $0.14 an hour, there after 20 to 40 minutes');
    expect(text).toContain('an interface endpoint in 3 zones: $0.03 an hour');
    expect(text).toContain(
      'together about $0.20 an hour, $144 a month, until: npm run destroy -- --stage dev --region eu-west-1',
    );
  });

  it('names also what it knows no price of', () => {
    expect(notes(brokers('kafka.m9.large'))).toContain('3 brokers kafka.m9.large: see its price list');
    expect(notes({ type: 'AWS::MSK::Cluster', properties: {} })).toContain('a Kafka cluster: see its price list');
  });

  it('names pollers that are paid for while they idle', () => {
    const properties = { ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 3 } };

    expect(notes({ type: 'AWS::Lambda::EventSourceMapping', properties })).toContain('provisioned pollers');
    expect(notes({ type: 'AWS::Lambda::EventSourceMapping', properties: {} })).toContain(
      'Nothing of it costs by the hour',
    );
  });

  it('says so where nothing costs by the hour, such as gateway endpoints and tables', () => {
    expect(notes(endpoint('Gateway'), { type: 'AWS::DynamoDB::Table', properties: {} })).toContain(
      'Nothing of it costs by the hour',
    );
  });
});
