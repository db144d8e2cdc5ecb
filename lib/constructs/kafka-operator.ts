import { Construct } from 'constructs';
import type { KafkaOperatorEnv } from '../../functions/kafka-operator/env.ts';
import type { Stage } from '../stages.ts';
import type { Kafka } from './kafka.ts';
import { allowProducing } from './kafka-access.ts';
import { NodeFunction } from './node-function.ts';

interface KafkaOperatorProps {
  readonly stage: Stage;
  readonly kafka: Kafka;
  readonly quarantine: readonly string[];
}

/** Speaks to the brokers for those outside the network: puts records that can't be processed into quarantine. */
export class KafkaOperator extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, { stage, kafka, quarantine }: KafkaOperatorProps) {
    super(scope, id);
    this.function = new NodeFunction(this, 'Function', {
      stage,
      name: 'kafka-operator',
      timeoutSeconds: 30,
      kafka,
      environment: { KAFKA_BROKERS: kafka.brokers, KAFKA_AUTH: kafka.auth } satisfies KafkaOperatorEnv,
    });
    allowProducing(this.function, kafka, quarantine);
  }

  /** Lets a consumer hand over its bad records. */
  acceptFrom(consumer: NodeFunction) {
    consumer.allow(['lambda:InvokeFunction'], [this.function.functionArn]);
  }
}
