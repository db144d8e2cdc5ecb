import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resource, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);

describe('the Kafka operator', () => {
  it('has the time for the slowest record of a page, and for the page before it', () => {
    expect(resource(flow, 'AWS::Lambda::Function', 'KafkaOperator')).toMatchObject({ Timeout: 60 });
  });

  it('stands beside the brokers and knows how to reach them', () => {
    expect(resource(flow, 'AWS::Lambda::Function', 'KafkaOperator')).toMatchObject({
      VpcConfig: { SecurityGroupIds: ['KafkaClients.GroupId'] },
      Environment: {
        Variables: { KAFKA_BROKERS: 'KafkaBootstrapBrokers.BootstrapBrokerStringSaslIam', KAFKA_AUTH: 'iam' },
      },
    });
  });
});
