import { Kafka, logLevel } from 'kafkajs';
import type { KafkaEnv } from './kafka-env.ts';
import { iamAuthentication } from './kafka-iam.ts';
import { calmKafkaTimers, readZstandard } from './kafkajs-repairs.ts';

calmKafkaTimers();
readZstandard();

/** Timeouts keep every step inside one invocation: a socket that died in a freeze fails here, not at Lambda's deadline. */
export const kafkaClient = ({ KAFKA_BROKERS, KAFKA_AUTH }: KafkaEnv) =>
  new Kafka({
    clientId: 'chargeonce',
    brokers: KAFKA_BROKERS.split(','),
    connectionTimeout: 5_000,
    authenticationTimeout: 5_000,
    requestTimeout: 5_000,
    enforceRequestTimeout: true,
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
    logLevel: logLevel.NOTHING,
    ...(KAFKA_AUTH === 'iam' ? iamAuthentication() : {}),
  });
