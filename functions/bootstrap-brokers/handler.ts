import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { findBrokers } from './find-brokers.ts';
import { kafkaBootstrapBrokers } from './kafka-bootstrap-brokers.ts';
import { respondToCloudFormation } from './respond-to-cloudformation.ts';

/** Time for the last call of MSK and for the response to CloudFormation. */
const RESERVE_MS = 30_000;
const PAUSE_MS = 5_000;

const ask = kafkaBootstrapBrokers();

/** The custom resource that knows the brokers' addresses: CloudFormation calls it when a stack is deployed or deleted. */
export const handler = (event: unknown, { getRemainingTimeInMillis }: Pick<Context, 'getRemainingTimeInMillis'>) => {
  const find = findBrokers({
    ask,
    mayAskAgain: () => getRemainingTimeInMillis() > RESERVE_MS,
    pause: () => delay(PAUSE_MS),
  });
  return respondToCloudFormation({ findBrokers: find })(event);
};
