import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import { orderIdOf } from '../doubles/order-builders.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { aKafkaRecord, anOrderEvent } from '../doubles/record-builders.ts';
import { createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';
import { type Handler, kafkaSourceEvent, wireHandler, withLeft } from './deployed-handler.ts';

const RECORDS = 100;
const Started = z.object({ request: z.custom<{ getHeader(name: string): unknown }>() });

const asked: string[] = [];
function note(message: unknown) {
  const target = z.parse(Started, message).request.getHeader('x-amz-target');
  if (typeof target === 'string') asked.push(target.replace('DynamoDB_20120810.', ''));
}

/** What DynamoDB is asked while this runs. */
async function askedDuring(work: () => Promise<unknown>): Promise<string[]> {
  asked.length = 0;
  await work();
  return [...asked];
}

describe('payment-processor as it is wired', () => {
  let processor: Handler;

  beforeAll(async () => {
    const dynamo = testDynamoDb();
    const table = await createPaymentsTable(dynamo);
    const ledger = dynamoPaymentLedger({ dynamo, table });
    const decided = Array.from({ length: RECORDS }, (_, number) =>
      aPaymentRow({ orderId: orderIdOf(number), state: 'CAPTURED' }),
    );
    await Promise.all(decided.map((row) => ledger.insert(row)));
    processor = await wireHandler('payment-processor', {
      PAYMENT_DEDUP_TABLE: table,
      GATEWAY_URL: 'http://127.0.0.1:1',
      GATEWAY_KEY_IN: 'environment',
      GATEWAY_KEY: 'sk_test_requests',
      FUNCTION_TIMEOUT_SECONDS: '60',
      QUARANTINE_FUNCTION: 'quarantine',
      FAILURE_MODE: 'report',
      RECORDS_AT_ONCE: '100',
    });
    subscribe('http.client.request.start', note);
  });

  afterAll(() => {
    unsubscribe('http.client.request.start', note);
    vi.unstubAllEnvs();
  });

  it('reads the rows of a batch that comes again by one request, and asks no more', async () => {
    const batch = kafkaSourceEvent(
      ...Array.from({ length: RECORDS }, (_, number) => aKafkaRecord({ offset: number }, anOrderEvent(number))),
    );
    const deliver = async () => expect(await processor(batch, withLeft(60_000))).toEqual({ batchItemFailures: [] });
    // The first time it also makes sure that the table is not a restored one.
    await deliver();

    expect(await askedDuring(deliver)).toEqual(['BatchGetItem']);
  });
});
