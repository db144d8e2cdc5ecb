import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Context, KinesisStreamRecord } from 'aws-lambda';
import Stripe from 'stripe';
import * as z from 'zod/mini';
import { ORDER_PLACED, OrderPlaced } from '../../functions/contracts/order-placed.ts';
import type { Subject } from '../harness/figure.ts';
import { SOME_CONTEXT } from '../subjects/order-api-subject.ts';
import { batchOfOrders } from '../subjects/payment-processor-subject.ts';

interface PaidOnceDeps {
  readonly dynamo: DynamoDBClient;
  /** Takes the payment in one request; answers the gateway's id of it. */
  readonly charge: (eventId: string, order: OrderPlaced) => Promise<string>;
  readonly context: Context;
}

/**
 * Takes the payment of an order once, by Powertools' idempotency: two writes around the work, beside the payment's own row.
 * https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/
 */
export function paidOnce({ dynamo, charge, context }: PaidOnceDeps) {
  const documents = DynamoDBDocumentClient.from(dynamo);
  const config = new IdempotencyConfig({ expiresAfterSeconds: 86_400 });
  config.registerLambdaContext(context);
  const pay = async (eventId: string, order: OrderPlaced) => {
    const gatewayReference = await charge(eventId, order);
    const { orderId, tenant, totalAmount: amount, currency } = order;
    const Item = { eventId, orderId, tenant, amount, currency, state: 'CAPTURED', gatewayReference };
    await documents.send(
      new PutCommand({
        TableName: 'peer-payments',
        Item: { ...Item, decidedAt: new Date().toISOString() },
      }),
    );
    return { gatewayReference };
  };
  return makeIdempotent(pay, {
    persistenceStore: new DynamoDBPersistenceLayer({ tableName: 'peer-idempotency', awsSdkV3Client: dynamo }),
    config,
    dataIndexArgument: 0,
  });
}

/** Record after record, as the wrapper's documentation has it. */
export function powertoolsInSequence(): Subject {
  const take = orderTaker();
  return batchOfOrders(async (records) => {
    for (const { value } of records) await take(value?.toString() ?? '');
  });
}

/**
 * All records of a batch at once, by Powertools' batch processor. It knows no Kafka records, so it gets the same values as records
 * of Kinesis. https://docs.aws.amazon.com/powertools/typescript/latest/features/batch/
 */
export function powertoolsBatch(): Subject {
  const take = orderTaker();
  const processor = new BatchProcessor(EventType.KinesisDataStreams);
  const handleRecord = ({ kinesis }: KinesisStreamRecord) => take(Buffer.from(kinesis.data, 'base64').toString());
  return batchOfOrders(async (records) => {
    const event = {
      Records: records.map(({ value, offset }) => kinesisRecord(value?.toString('base64') ?? '', offset)),
    };
    const { batchItemFailures } = await processPartialResponse(event, handleRecord, processor, {
      context: SOME_CONTEXT,
    });
    if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} records failed`);
  });
}

const kinesisRecord = (data: string, offset: number) => ({
  kinesis: { data, sequenceNumber: String(offset), partitionKey: 'orders', kinesisSchemaVersion: '1.0' },
  eventSource: 'aws:kinesis',
});

/** Reads an event's value and takes its payment, which is created and confirmed in one request. */
function orderTaker() {
  const { hostname, port } = new URL(process.env['GATEWAY_URL'] ?? '');
  const stripe = new Stripe('sk_test_bench', { protocol: 'http', host: hostname, port });
  const pay = paidOnce({
    // Sockets for a whole batch at once.
    dynamo: new DynamoDBClient({ requestHandler: { httpAgent: { keepAlive: true, maxSockets: 128 } } }),
    charge: async (eventId, { totalAmount, currency, paymentMethod, orderId }) => {
      const intent = await stripe.paymentIntents.create(
        {
          ...{ amount: totalAmount, currency: currency.toLowerCase(), payment_method: paymentMethod },
          ...{ confirm: true, off_session: true, metadata: { orderId, eventId } },
        },
        { idempotencyKey: eventId },
      );
      if (intent.status !== 'succeeded') throw new Error(`the payment is ${intent.status}`);
      return intent.id;
    },
    context: SOME_CONTEXT,
  });
  return async (value: string) => {
    const order = z.parse(OrderPlaced, JSON.parse(value));
    await pay(ORDER_PLACED.eventId(order.orderId), order);
  };
}
