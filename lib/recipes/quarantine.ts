import { Construct } from 'constructs';
import type { QuarantineEnv } from '../../functions/quarantine/env.ts';
import { type Kafka, kafkaEnvironment } from '../brokers/kafka.ts';
import { allowProducing } from '../brokers/kafka-access.ts';
import { NodeFunction } from './node-function.ts';
import type { StageSettings } from './stage-settings.ts';

interface QuarantineProps {
  readonly stage: StageSettings;
  readonly kafka: Kafka;
  /** The quarantine topics of all consumers that hand over records. */
  readonly topics: readonly string[];
  readonly reservedConcurrency?: number | undefined;
}

/** Takes the records that no retry can help. Apart from kafka-operator, so that a consumer can ask for this and nothing else. */
export class Quarantine extends Construct {
  readonly function: NodeFunction;

  constructor(scope: Construct, id: string, { stage, kafka, topics, reservedConcurrency }: QuarantineProps) {
    super(scope, id);
    this.function = new NodeFunction(this, 'Function', {
      stage,
      name: 'quarantine',
      timeoutSeconds: 30,
      kafka,
      reservedConcurrency,
      environment: { KAFKA_CLIENT: stage.kafkaClient, ...kafkaEnvironment(kafka) } satisfies QuarantineEnv,
    });
    allowProducing(this.function, kafka, topics);
  }

  /** Lets a consumer hand over its bad records. */
  acceptFrom(consumer: NodeFunction) {
    consumer.allow(['lambda:InvokeFunction'], [this.function.functionArn]);
  }
}
