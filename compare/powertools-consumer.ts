import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { SOME_CONTEXT } from '../bench/subjects/order-api-subject.ts';
import { startKafkaSource } from '../lambda-local/event-sources/kafka-poller.ts';
import { parseMapping } from '../lambda-local/event-sources/mapping.ts';
import type { InvokeResponse } from '../lambda-local/functions/invocation.ts';
import { ComparedEvent } from './compared-event.ts';

/**
 * Charges each record of the topic under an idempotency record of Powertools, as its documentation has it: a function with the topic
 * as its event source. A process of its own.
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

const Delivered = z.object({ records: z.record(z.string(), z.array(z.object({ value: z.string() }))) });

/** The function: one failed record fails the batch, which comes again, as without `ReportBatchItemFailures`. */
async function handler(delivered: unknown): Promise<void> {
  config.registerLambdaContext({ ...SOME_CONTEXT, getRemainingTimeInMillis: () => REMAINING_MS });
  for (const { value } of Object.values(z.parse(Delivered, delivered).records).flat())
    await pay(z.parse(ComparedEvent, JSON.parse(Buffer.from(value, 'base64').toString())));
}

async function pay(event: ComparedEvent): Promise<void> {
  await charge(event.eventId, event);
  const paid = await fetch(`${env.ORDERS_URL}/orders/${event.orderId}/paid`, { method: 'PUT' });
  if (!paid.ok) throw new Error(`the order service answers ${paid.status}`);
}

await startKafkaSource({
  mapping: parseMapping('payments', {
    FunctionName: 'payments',
    EventSourceArn: 'arn:aws:kafka:us-east-1:000000000000:cluster/compared/1',
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: 10,
    Topics: [env.ORDERS_TOPIC],
    AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: env.PAYMENTS_GROUP },
  }),
  brokers: env.KAFKA_BROKERS.split(','),
  invoke: (_name, event) => handler(event).then(returned, failed),
  onFailure: () => Promise.reject(new Error('A batch is delivered until it succeeds.')),
  now: () => new Date(),
  log: console.error,
});
createServer((_request, response) => response.end('up')).listen(Number(env.SERVICE_PORT), '127.0.0.1');

function returned(): InvokeResponse {
  return { kind: 'returned', payload: undefined };
}

function failed(error: unknown): InvokeResponse {
  console.error(error);
  return { kind: 'failed', error: String(error) };
}
