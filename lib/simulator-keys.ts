import { Aws, Fn } from 'aws-cdk-lib/core';
import type { AwsStage } from './stages.ts';

/** Random, and the same for as long as the stack is there: the UUID in its id. */
const stackUuid = () => Fn.select(2, Fn.split('/', Aws.STACK_ID));

/**
 * A stage in AWS whose simulator opens by a key of its own, and whose signing secret nobody knows from the repository: both
 * are reached from the internet. The system on one machine has those of lib/stages.ts.
 */
export function withOwnKeys(stage: AwsStage): AwsStage {
  const { gateway, gatewayEvents } = stage;
  if (gateway.kind !== 'simulator') return stage;
  return {
    ...stage,
    gateway: { ...gateway, key: `sk_test_${stackUuid()}` },
    gatewayEvents:
      gatewayEvents?.kind === 'webhook' && gatewayEvents.secretIn === 'environment'
        ? { ...gatewayEvents, secret: `whsec_${stackUuid()}` }
        : gatewayEvents,
  };
}
