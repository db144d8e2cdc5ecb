import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resource } from './resources.ts';
import { besideTheBrokers, kafkaArn, ownLog, rights } from './rights.ts';
import { synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);

describe('the Kafka operator', () => {
  it('may read the four topics, write to the two that quarantined records go back to, set the offsets of the two groups, and do nothing else', () => {
    const topics = ['orders.order-placed.v1', 'payments.payment-decided.v1'].map((topic) => kafkaArn('topic', topic));
    const quarantine = [
      'orders.order-placed.v1.payment-processor.dlq',
      'payments.payment-decided.v1.status-updater.dlq',
    ].map((topic) => kafkaArn('topic', topic));
    const groups = ['payment-processor', 'status-updater'].map((group) => kafkaArn('group', group));

    expect(rights(flow, 'KafkaOperator')).toEqual(
      [
        ...ownLog('KafkaOperator'),
        ...besideTheBrokers,
        'kafka-cluster:Connect on KafkaCluster.Arn',
        ...[...topics, ...quarantine].flatMap((topic) =>
          ['DescribeTopic', 'ReadData'].map((right) => `kafka-cluster:${right} on ${topic}`),
        ),
        ...topics.map((topic) => `kafka-cluster:WriteData on ${topic}`),
        ...groups.flatMap((group) =>
          ['AlterGroup', 'DescribeGroup'].map((right) => `kafka-cluster:${right} on ${group}`),
        ),
      ].sort(),
    );
  });

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
