import { describe, expect, it } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resource } from './resources.ts';
import { besideTheBrokers, kafkaArn, ownLog, rights } from './rights.ts';
import { synthesise } from './synthesise.ts';

const { flow } = synthesise(stages.dev);

describe('the Kafka operator', () => {
  it('may write to the quarantine topics and do nothing else', () => {
    const quarantines = [
      'orders.order-placed.v1.payment-processor.dlq',
      'payments.payment-decided.v1.status-updater.dlq',
    ].map((topic) => kafkaArn('topic', topic));

    expect(rights(flow, 'KafkaOperator')).toEqual(
      [
        ...ownLog('KafkaOperator'),
        ...besideTheBrokers,
        'kafka-cluster:Connect on KafkaCluster.Arn',
        ...quarantines.flatMap((topic) => [
          `kafka-cluster:DescribeTopic on ${topic}`,
          `kafka-cluster:WriteData on ${topic}`,
        ]),
      ].sort(),
    );
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
