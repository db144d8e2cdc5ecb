import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { MeasuredService } from '../../functions/contracts/metrics.ts';
import type { Kafka } from '../constructs/kafka.ts';
import type { NodeFunction } from '../constructs/node-function.ts';
import type { OnCall } from '../constructs/on-call.ts';
import type { Stage } from '../stages.ts';
import type { TopicNames } from '../topic-names.ts';

/** What the dashboard shows. */
export interface FlowParts {
  readonly stage: Stage;
  readonly onCall: OnCall;
  readonly kafka: Kafka;
  readonly topics: TopicNames;
  readonly api: HttpApi;
  readonly functionOf: (name: MeasuredService) => NodeFunction;
}
