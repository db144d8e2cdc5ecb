import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { MeasuredService } from '../../functions/contracts/metrics.ts';
import type { Kafka, TopicNames } from '../brokers/kafka.ts';
import { NodeFunction } from '../recipes/node-function.ts';
import type { Stage } from '../stages.ts';
import { addBrokerAlarms } from './broker-monitoring.ts';
import { FlowDashboard } from './flow-dashboard.ts';
import { OnCall } from './on-call.ts';
import { SavedQueries } from './saved-queries.ts';

interface ObservabilityProps {
  readonly stage: Stage;
  readonly kafka: Kafka;
  readonly topics: TopicNames;
  readonly api: HttpApi;
}

/** What a person on call works with. It comes last in its stack: it looks at the alarms, functions and logs that are there. */
export class Observability extends Construct {
  readonly onCall: OnCall;

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { stage, kafka } = props;
    addBrokerAlarms(this, { stage, kafka });
    this.onCall = new OnCall(this, 'OnCall', { stage });
    // Emulators of CloudFormation know no saved queries.
    if (stage.endpoint === undefined) new SavedQueries(this, 'SavedQueries', { stage });
    new FlowDashboard(this, 'Dashboard', { ...props, onCall: this.onCall, functionOf: functionOf(Stack.of(this)) });
  }
}

const functionOf = (stack: Stack) => (name: MeasuredService) => {
  const functions = stack.node.findAll().filter((construct) => construct instanceof NodeFunction);
  const found = functions.find(({ service }) => service === name);
  if (found) return found;
  throw new Error(`${stack.stackName} has no function ${name}`);
};
