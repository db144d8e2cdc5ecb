import { Construct } from 'constructs';
import { CONSUMERS } from '../../functions/contracts/consumers.ts';
import type { KafkaOperatorEnv } from '../../functions/kafka-operator/env.ts';
import type { Stage } from '../stages.ts';
import type { TopicNames } from '../topic-names.ts';
import type { Kafka } from './kafka.ts';
import { allowOperating } from './kafka-access.ts';
import { NodeFunction } from './node-function.ts';

interface KafkaOperatorProps {
  readonly stage: Stage;
  readonly kafka: Kafka;
  readonly topics: TopicNames;
}

/** Speaks to the brokers for operators, who are outside the network: redrive, single records, and consumer groups' offsets. */
export class KafkaOperator extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, { stage, kafka, topics }: KafkaOperatorProps) {
    super(scope, id);
    this.function = new NodeFunction(this, 'Function', {
      stage,
      name: 'kafka-operator',
      timeoutSeconds: 60,
      kafka,
      reservedConcurrency: stage.concurrency?.kafkaOperator,
      environment: { KAFKA_BROKERS: kafka.brokers, KAFKA_AUTH: kafka.auth } satisfies KafkaOperatorEnv,
    });
    allowOperating(this.function, kafka, {
      topics: [topics.orderPlaced, topics.paymentDecided],
      quarantine: topics.quarantine,
      groups: Object.values(CONSUMERS).map((consumer) => stage.topicPrefix + consumer),
    });
  }
}
