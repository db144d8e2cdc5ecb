import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { SOME_CONTEXT } from '../bench/subjects/order-api-subject.ts';
import { kafkaClient } from '../functions/platform/kafka-client.ts';
import { ComparedEvent } from './compared-event.ts';

/**
 * Charges each record of the topic under an idempotency record of Powertools, as its documentation has it. A process of its own.
 * https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/
 */
const env = z.parse(
  z.object({
    KAFKA_BROKERS: z.string(),
    ORDERS_TOPIC: z.string(),
    PAYMENTS_GROUP: z.string(),
    GATEWAY_URL: z.string(),
    ORDERS_URL: z.string(),
    DYNAMODB_URL: z.string(),
    IDEMPOTENCY_TABLE: z.string(),
    SERVICE_PORT: z.string(),
  }),
  process.env,
);
const GATEWAY_MS = 2_000;
/** As long as an invocation may take: an attempt that died holds its record for so long. */
const REMAINING_MS = 10_000;

const dynamo = new DynamoDBClient({
  endpoint: env.DYNAMODB_URL,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const config = new IdempotencyConfig({ expiresAfterSeconds: 86_400 });

const charge = makeIdempotent(
  async (_eventId: string, order: ComparedEvent) => {
    const response = await fetch(`${env.GATEWAY_URL}/charges`, {
      method: 'POST',
      headers: { 'idempotency-key': randomUUID() },
      body: JSON.stringify(order),
      signal: AbortSignal.timeout(GATEWAY_MS),
    });
    if (!response.ok) throw new Error(`the gateway answers ${response.status}`);
    return { orderId: order.orderId };
  },
  {
    persistenceStore: new DynamoDBPersistenceLayer({ tableName: env.IDEMPOTENCY_TABLE, awsSdkV3Client: dynamo }),
    config,
    dataIndexArgument: 0,
  },
);

async function pay(event: ComparedEvent) {
  config.registerLambdaContext({ ...SOME_CONTEXT, getRemainingTimeInMillis: () => REMAINING_MS });
  await charge(event.eventId, event);
  const paid = await fetch(`${env.ORDERS_URL}/orders/${event.orderId}/paid`, { method: 'PUT' });
  if (!paid.ok) throw new Error(`the order service answers ${paid.status}`);
}

const consumer = kafkaClient({ KAFKA_BROKERS: env.KAFKA_BROKERS, KAFKA_AUTH: 'none' }).consumer({
  groupId: env.PAYMENTS_GROUP,
  sessionTimeout: 10_000,
  // A record that fails comes again, as from an event source.
  retry: { retries: 100, maxRetryTime: 1_000 },
});
await consumer.connect();
await consumer.subscribe({ topic: env.ORDERS_TOPIC, fromBeginning: true });
await consumer.run({
  async eachMessage({ message: { value } }) {
    try {
      await pay(z.parse(ComparedEvent, JSON.parse(value?.toString() ?? 'null')));
    } catch (error) {
      // kafkajs says nothing of it.
      console.error(error);
      throw error;
    }
  },
});
createServer((_request, response) => response.end('up')).listen(Number(env.SERVICE_PORT), '127.0.0.1');
