import { Construct } from 'constructs';
import type { QuarantineEnv } from '../../functions/quarantine/env.ts';
import type { Kafka, TopicNames } from '../brokers/kafka.ts';
import { allowProducing } from '../brokers/kafka-access.ts';
import { NodeFunction } from '../recipes/node-function.ts';
import type { Stage } from '../stages.ts';

interface QuarantineProps {
  readonly stage: Stage;
  readonly kafka: Kafka;
  readonly topics: TopicNames;
}

/** Takes the records that no retry can help. Apart from kafka-operator, so that a consumer can ask for this and nothing else. */
export class Quarantine extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, { stage, kafka, topics }: QuarantineProps) {
    super(scope, id);
    this.function = new NodeFunction(this, 'Function', {
      stage,
      name: 'quarantine',
      timeoutSeconds: 30,
      kafka,
      reservedConcurrency: stage.concurrency?.quarantine,
      environment: { KAFKA_BROKERS: kafka.brokers, KAFKA_AUTH: kafka.auth } satisfies QuarantineEnv,
    });
    allowProducing(this.function, kafka, topics.quarantine);
  }

  /** Lets a consumer hand over its bad records. */
  acceptFrom(consumer: NodeFunction) {
    consumer.allow(['lambda:InvokeFunction'], [this.function.functionArn]);
  }
}
