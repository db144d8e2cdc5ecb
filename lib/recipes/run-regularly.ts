import { Rule, type RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { NodeFunction } from './node-function.ts';

interface RunRegularlyProps {
  readonly target: NodeFunction;
  readonly everyMinutes: number;
  readonly event?: RuleTargetInput;
}

/**
 * Runs a function every few minutes. A run that failed, or that waited until the next one, is dropped: the next one sees the
 * same. By itself Lambda would repeat it twice, and keep it for six hours.
 */
export function runRegularly(scope: Construct, { target, everyMinutes, event }: RunRegularlyProps) {
  const period = Duration.minutes(everyMinutes);
  target.entry.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: period });
  new Rule(scope, 'Schedule', {
    schedule: Schedule.rate(period),
    // The one number is EventBridge's own: of deliveries, not of runs.
    targets: [new LambdaFunction(target.entry, { retryAttempts: 0, ...(event && { event }) })],
  });
}
