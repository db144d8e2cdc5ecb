import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { cloudEvent } from '../../functions/contracts/cloud-event.ts';
import { ORDER_CANCELLED } from '../../functions/contracts/order-cancelled.ts';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { dynamoPaymentLedger } from '../../functions/payments/dynamo-payment-ledger.ts';
import { dynamoTableNotes } from '../../functions/payments/dynamo-table-notes.ts';
import { orderIdOf } from '../doubles/order-builders.ts';
import { aCancellation, aPaymentRow } from '../doubles/payment-builders.ts';
import { aKafkaRecord } from '../doubles/record-builders.ts';
import { logsOf } from '../harness/captured-logs.ts';
import { startSilentServer } from '../harness/raw-server.ts';
import { createPaymentsTable, testDynamoDb } from '../harness/test-tables.ts';
import { waitFor } from '../harness/wait-for.ts';
import { type Handler, kafkaSourceEvent, wireHandler, withLeft } from './deployed-handler.ts';

const TIMEOUT_SECONDS = 60;
const eventId = ORDER_PLACED.eventId(orderIdOf(1));
const dynamo = testDynamoDb();
let gateway: Awaited<ReturnType<typeof startSilentServer>>;
let ledger: ReturnType<typeof dynamoPaymentLedger>;
let table: string;
let processor: Handler;
let retrier: Handler;
let canceller: Handler;

/** The handlers as they are deployed, with their whole wiring, at a gateway that never answers. */
beforeAll(async () => {
  gateway = await startSilentServer();
  table = await createPaymentsTable(dynamo);
  ledger = dynamoPaymentLedger({ dynamo, table });
  const environment = {
    PAYMENT_DEDUP_TABLE: table,
    GATEWAY_URL: `http://127.0.0.1:${gateway.port}`,
    GATEWAY_KEY_IN: 'environment',
    GATEWAY_KEY: 'sk_test_handlers',
    FUNCTION_TIMEOUT_SECONDS: String(TIMEOUT_SECONDS),
    QUARANTINE_FUNCTION: 'quarantine',
    FAILURE_MODE: 'report',
    RECORDS_AT_ONCE: '16',
  };
  processor = await wireHandler('payment-processor', environment);
  retrier = await wireHandler('payment-retrier', environment);
  canceller = await wireHandler('payment-canceller', environment);
  return () => {
    vi.unstubAllEnvs();
    gateway.close();
  };
});

beforeEach(async () => {
  await dynamo.send(new DeleteItemCommand({ TableName: table, Key: { eventId: { S: eventId } } }));
});

const aBatch = () => kafkaSourceEvent(aKafkaRecord({ offset: 7 }));

describe('payment-processor as it is wired', () => {
  it('begins no record that could not end in the time that is left', async () => {
    const before = gateway.connections();

    const answer = await processor(aBatch(), withLeft(45_000));

    expect(answer).toMatchObject({ batchItemFailures: [{ itemIdentifier: { offset: 7 } }] });
    expect(gateway.connections()).toBe(before);
  });

  it('asks the gateway, and gives it up well within the time of a record', async () => {
    const begun = Date.now();

    const answer = await processor(aBatch(), withLeft(45_001));

    expect(answer).toMatchObject({ batchItemFailures: [{ itemIdentifier: { offset: 7 } }] });
    expect(gateway.connections()).toBeGreaterThan(0);
    expect(Date.now() - begun).toBeLessThan(45_000);
  });
});

describe('payment-retrier as it is wired', () => {
  const due = () =>
    aPaymentRow({ eventId, intentId: 'pi_1', dueAt: '2026-01-01T00:00:00.000Z', dueShard: '3', attempts: 1 });

  it('begins no payment that could not end in the time that is left', async () => {
    await ledger.insert(due());

    expect(await retrier({}, withLeft(45_000))).toMatchObject({ retried: 0, complete: false });

    expect(await ledger.find(eventId)).toMatchObject({ attempts: 1 });
  });

  it('holds its claim for longer than the function can live', async () => {
    await ledger.insert(due());
    const begun = Date.now();

    const run = retrier({}, withLeft(60_000));
    const claimed = await waitFor(
      async () => {
        const row = await ledger.find(eventId);
        return row?.attempts === 2 ? row : undefined;
      },
      { within: 10_000, what: 'the claim' },
    );
    await run;

    expect(Date.parse(claimed.leaseUntil) - begun).toBeGreaterThan(TIMEOUT_SECONDS * 1_000);
  });
});

describe('payment-canceller as it is wired', () => {
  const record = () =>
    aKafkaRecord(
      { offset: 7 },
      cloudEvent(ORDER_CANCELLED, { ...aCancellation(), topic: ORDER_CANCELLED.topic, sequence: 2 }),
    );
  const failed = { batchItemFailures: [{ itemIdentifier: { offset: 7 } }] };

  it('refuses a table that was not rebuilt: a payment that it lacks may have captured', async () => {
    await dynamoTableNotes({ dynamo, table }).renew('another table');
    try {
      await expect(canceller(kafkaSourceEvent(record()), withLeft(30_000))).rejects.toThrow('was restored');
      expect(await ledger.find(eventId)).toBeUndefined();
    } finally {
      const { tableId } = await dynamoTableNotes({ dynamo, table }).table();
      await dynamoTableNotes({ dynamo, table }).renew(tableId);
    }
  });

  it('cancels, asks no gateway, and reports what it did', async () => {
    const before = gateway.connections();

    const lines = await logsOf(async () => {
      expect(await canceller(kafkaSourceEvent(record()), withLeft(30_000))).toEqual({ batchItemFailures: [] });
    });

    expect(await ledger.find(eventId)).toMatchObject({ state: 'VOID' });
    expect(lines).toContainEqual(expect.objectContaining({ PaymentsVoided: 1 }));
    expect(lines).toContainEqual(expect.objectContaining({ message: 'cancellation', outcome: 'voided' }));
    expect(gateway.connections()).toBe(before);
  });

  it('begins no record that could not end in the time that is left', async () => {
    expect(await canceller(kafkaSourceEvent(record()), withLeft(10_000))).toMatchObject(failed);
    expect(await ledger.find(eventId)).toBeUndefined();
  });
});
