import { RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { CONSUMER_NAMES } from '../../functions/contracts/events.ts';
import type { QuarantineDepthRequest } from '../../functions/contracts/operator-request.ts';
import { consumerGroup, type Kafka, kafkaEnvironment, type TopicNames } from '../brokers/kafka.ts';
import { allowOperating } from '../brokers/kafka-access.ts';
import { NodeFunction } from '../recipes/node-function.ts';
import { runRegularly } from '../recipes/run-regularly.ts';
import type { Stage } from '../stages.ts';

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
      environment: { ...kafkaEnvironment(kafka) },
    });
    allowOperating(this.function, kafka, {
      topics: Object.values(topics.events),
      quarantine: topics.quarantine,
      groups: CONSUMER_NAMES.map((consumer) => consumerGroup(stage, consumer)),
    });
  }
}

interface QuarantineGaugeProps {
  readonly operator: KafkaOperator;
  readonly topics: TopicNames;
}

/** Has what lies in quarantine counted now and then: Kafka has no metric for the number of records. */
export class QuarantineGauge extends Construct {
  constructor(scope: Construct, id: string, { operator, topics }: QuarantineGaugeProps) {
    super(scope, id);
    const question: QuarantineDepthRequest = { action: 'quarantine-depth', topics: [...topics.quarantine] };
    runRegularly(this, { target: operator.function, everyMinutes: 5, event: RuleTargetInput.fromObject(question) });
  }
}
