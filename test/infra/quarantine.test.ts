import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { addedConsumers } from '../harness/added-parts.ts';
import { besideTheBrokers, kafkaArn, ownLog, rights } from './granted-rights.ts';
import { resource, synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);

describe('the quarantine', () => {
  it('may write to the quarantine topics and do nothing else, to the topics of the flow least of all', () => {
    const topics = [
      'orders.order-placed.v1.payment-processor.dlq',
      'orders.order-cancelled.v1.payment-canceller.dlq',
      'payments.payment-decided.v1.status-updater.dlq',
      ...addedConsumers.map(({ quarantine }) => quarantine.topic),
    ];

    expect(rights(flow, 'Quarantine')).toEqual(
      [
        ...ownLog('Quarantine'),
        ...besideTheBrokers,
        'kafka-cluster:Connect on KafkaCluster.Arn',
        ...topics.flatMap((topic) =>
          ['DescribeTopic', 'WriteData'].map((right) => `kafka-cluster:${right} on ${kafkaArn('topic', topic)}`),
        ),
      ].sort(),
    );
  });

  it('stands beside the brokers and knows how to reach them', () => {
    expect(resource(flow, 'AWS::Lambda::Function', 'Quarantine')).toMatchObject({
      Timeout: 30,
      VpcConfig: { SecurityGroupIds: ['KafkaClients.GroupId'] },
      Environment: {
        Variables: { KAFKA_BROKERS: 'KafkaBootstrapBrokers.BootstrapBrokerStringSaslIam', KAFKA_AUTH: 'iam' },
      },
    });
  });
});
