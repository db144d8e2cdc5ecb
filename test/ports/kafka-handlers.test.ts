import { randomUUID } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ORDER_PLACED } from '../../functions/contracts/order-placed.ts';
import { PAYMENT_DECIDED } from '../../functions/contracts/payment-decided.ts';
import { quarantineTopic } from '../../functions/contracts/quarantined-record.ts';
import { dynamoOrderStore } from '../../functions/order-api/dynamo-order-store.ts';
import { DEADLINES } from '../../functions/outbox/publish-partition.ts';
import { encodeRecord } from '../../functions/platform/kafka-record.ts';
import { anOrderRow, orderIdOf } from '../doubles/order-builders.ts';
import { aPaymentRow } from '../doubles/payment-builders.ts';
import { aQuarantineRequest } from '../doubles/quarantine-builders.ts';
import { aKafkaRecord } from '../doubles/record-builders.ts';
import { createOrdersTable, testDynamoDb } from '../harness/test-tables.ts';
import { createTestTopic, readTestTopic } from '../harness/test-topics.ts';
import { waitFor } from '../harness/wait-for.ts';
import { aDoor } from './broker-door.ts';
import { wireHandler, withLeft } from './deployed-handler.ts';

type Stage = 'outbox-publisher' | 'quarantine' | 'kafka-operator';
let prefix: string;
let topic: string;
let door: Awaited<ReturnType<typeof aDoor>>;

beforeEach(async () => {
  prefix = `test-${randomUUID()}.`;
  topic = await createTestTopic({ partitions: 1, name: prefix + ORDER_PLACED.topic });
  return () => {
    door.close();
    vi.useRealTimers();
    vi.unstubAllEnvs();
  };
});

/** A handler as it is deployed, with its whole wiring. */
async function wired(stage: Stage, environment: Readonly<Record<string, string>> = {}, answered?: number) {
  door = await aDoor({ ...(answered !== undefined && { answered }) });
  return wireHandler(stage, { KAFKA_BROKERS: door.brokers, KAFKA_AUTH: 'none', TOPIC_PREFIX: prefix, ...environment });
}

/** What becomes of a call when the time passes while the broker is silent. Only timers see it pass. */
async function afterSilenceOf(milliseconds: number, call: () => Promise<unknown>) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const ended = call().catch(String);
  await waitFor(() => door.silent() > 0, { within: 10_000, what: 'a connection that is not answered' });
  await vi.advanceTimersByTimeAsync(milliseconds);
  return ended;
}

/** A changed row as its table's stream shows it. */
function aChange(key: object, row: object) {
  const NewImage = marshall(row, { removeUndefinedValues: true });
  return { Records: [{ dynamodb: { SequenceNumber: '7', Keys: marshall(key), NewImage } }] };
}
const FAILED = { batchItemFailures: [{ itemIdentifier: '7' }] };
const DONE = { batchItemFailures: [] };

describe('outbox-publisher as it is wired', () => {
  const anOrder = () => aChange({ orderId: orderIdOf(1) }, anOrderRow());

  it('begins no send that could not end in the time that is left', async () => {
    const publisher = await wired('outbox-publisher', { OUTBOX: 'orders', OUTBOX_TABLE: 'not asked' });

    expect(await publisher(anOrder(), withLeft(30_000))).toEqual(FAILED);

    expect(await readTestTopic(topic)).toEqual([]);
  });

  it.each([
    ['kafkajs', (heard: string) => !heard.includes('platformatic')],
    ['platformatic', (heard: string) => heard.includes('platformatic-kafka')],
  ] as const)(
    'publishes an order by %s while there is time, and records the receipt in its row',
    async (KAFKA_CLIENT, isBy) => {
      const dynamo = testDynamoDb();
      const OUTBOX_TABLE = await createOrdersTable(dynamo);
      const store = dynamoOrderStore({ dynamo, table: OUTBOX_TABLE });
      await store.insert(anOrderRow());
      const publisher = await wired('outbox-publisher', { OUTBOX: 'orders', OUTBOX_TABLE, KAFKA_CLIENT });

      expect(await publisher(anOrder(), withLeft(30_001))).toEqual(DONE);

      expect(await readTestTopic(topic)).toMatchObject([{ key: Buffer.from(orderIdOf(1)) }]);
      expect(await store.find(orderIdOf(1))).toMatchObject({ receipt: { topic, partition: 0, offset: 0 } });
      expect(isBy(door.heard())).toBe(true);
    },
  );

  it('publishes the decision of a payment', async () => {
    const decided = await createTestTopic({ partitions: 1, name: prefix + PAYMENT_DECIDED.topic });
    const publisher = await wired('outbox-publisher', { OUTBOX: 'payments', OUTBOX_TABLE: 'not asked' });
    const row = aPaymentRow({ state: 'CAPTURED', decidedAt: '2026-01-01T12:00:01.000Z' });

    expect(await publisher(aChange({ eventId: row.eventId }, row), withLeft(30_001))).toEqual(DONE);

    const [{ value } = {}] = await readTestTopic(decided);
    expect(JSON.parse(String(value))).toMatchObject({ orderId: row.orderId, state: 'CAPTURED' });
  });

  it.each([
    ['reading the partitions', { answered: 0, within: DEADLINES.partitions }],
    ['connecting for a send', { answered: 1, within: DEADLINES.kafka }],
  ])('gives up %s at a broker that is silent', async (_what, { answered, within }) => {
    const publisher = await wired('outbox-publisher', { OUTBOX: 'orders', OUTBOX_TABLE: 'not asked' }, answered);

    expect(await afterSilenceOf(within, () => publisher(anOrder(), withLeft(60_000)))).toEqual(FAILED);
  });
});

describe('quarantine as it is wired', () => {
  const request = () => aQuarantineRequest({ topic });

  it('says that it failed before its own time is over', async () => {
    const quarantine = await wired('quarantine', {}, 0);

    expect(await afterSilenceOf(3_000, () => quarantine(request(), withLeft(5_000)))).toMatch('quarantine took longer');
  });

  it.each([
    ['reading the partitions', 0],
    ['connecting for the record', 1],
  ])('gives up %s long before that', async (_what, answered) => {
    await createTestTopic({ name: quarantineTopic(topic, 'payment-processor') });
    const quarantine = await wired('quarantine', {}, answered);

    expect(await afterSilenceOf(10_000, () => quarantine(request(), withLeft(30_000)))).toMatch('longer than 10000 ms');
  });
});

describe('kafka-operator as it is wired', () => {
  const consumer = 'payment-processor';
  const aRedrive = () => ({ action: 'redrive', topic, consumer, limit: 10, dryRun: false });

  /** Puts an order's event into quarantine, as a consumer does. */
  beforeEach(async () => {
    await createTestTopic({ name: quarantineTopic(topic, consumer), partitions: 1 });
    const quarantine = await wired('quarantine');
    await quarantine({ ...aQuarantineRequest(), record: encodeRecord(aKafkaRecord({ topic })) }, withLeft(30_000));
    door.close();
  });

  it('begins no record that could not be put back in the time that is left', async () => {
    const operator = await wired('kafka-operator');

    expect(await operator(aRedrive(), withLeft(35_000))).toMatchObject({ redriven: 0, cursor: [{ next: 0 }] });
    expect(await operator(aRedrive(), withLeft(35_001))).toMatchObject({ redriven: 1, cursor: null });
  });

  it('says that it failed before its own time is over', async () => {
    const operator = await wired('kafka-operator', {}, 0);

    expect(await afterSilenceOf(3_000, () => operator(aRedrive(), withLeft(5_000)))).toMatch('redrive took longer');
  });

  it.each([
    ['reading the partitions', 1],
    ['connecting for the record', 2],
  ])('gives up %s long before that', async (_what, answered) => {
    const operator = await wired('kafka-operator', {}, answered);

    expect(await afterSilenceOf(10_000, () => operator(aRedrive(), withLeft(60_000)))).toMatch('longer than 10000 ms');
  });
});
