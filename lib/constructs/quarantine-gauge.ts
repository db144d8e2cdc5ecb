import { RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { QuarantineDepthRequest } from '../../functions/contracts/quarantine-depth.ts';
import type { TopicNames } from '../topic-names.ts';
import type { KafkaOperator } from './kafka-operator.ts';
import { runRegularly } from './run-regularly.ts';

interface QuarantineGaugeProps {
  readonly operator: KafkaOperator;
  readonly topics: TopicNames;
}

/** Has what lies in quarantine counted now and then: no metric of Kafka's own tells a number of records. */
export class QuarantineGauge extends Construct {
  constructor(scope: Construct, id: string, { operator, topics }: QuarantineGaugeProps) {
    super(scope, id);
    const question: QuarantineDepthRequest = { action: 'quarantine-depth', topics: [...topics.quarantine] };
    runRegularly(this, { target: operator.function, everyMinutes: 5, event: RuleTargetInput.fromObject(question) });
  }
}
