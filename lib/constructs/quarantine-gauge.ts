import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { QuarantineDepthRequest } from '../../functions/contracts/quarantine-depth.ts';
import type { TopicNames } from '../topic-names.ts';
import type { KafkaOperator } from './kafka-operator.ts';

interface QuarantineGaugeProps {
  readonly operator: KafkaOperator;
  readonly topics: TopicNames;
}

/** Has what lies in quarantine counted now and then: no metric of Kafka's own tells a number of records. */
export class QuarantineGauge extends Construct {
  constructor(scope: Construct, id: string, { operator, topics }: QuarantineGaugeProps) {
    super(scope, id);
    const question: QuarantineDepthRequest = { action: 'quarantine-depth', topics: [...topics.quarantine] };
    new Rule(this, 'Schedule', {
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [
        new LambdaFunction(operator.function, { event: RuleTargetInput.fromObject(question), retryAttempts: 0 }),
      ],
    });
  }
}
