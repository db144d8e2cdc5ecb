import { randomUUID } from 'node:crypto';
import type { Message } from 'kafkajs';
import pLimit from 'p-limit';
import { describe, expect, inject, it } from 'vitest';
import { kafkaClient } from '../../../functions/platform/kafka-client.ts';
import { type RawRecord, rawRecordsOf } from '../../harness/app-kafka.ts';
import { ordersTable } from '../../harness/app-tables.ts';
import { ordersClient, readLedger } from '../../harness/orders-client.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { oddKafkaRecords, oddOrderRows } from './odd-records.ts';

const app = inject('app');
const orders = ordersClient(app);
const TOPIC = 'orders.order-placed.v1';
const PARTITIONS = 6;

const COUNT = 500;
const SEED = 20_260_101;
const eachSoMany = pLimit(10);

describe('crash point 11: odd records and rows among good orders', () => {
  it('are quarantined to the byte or marked, and every good order is paid once', { timeout: 600_000 }, async () => {
    const records = oddKafkaRecords({ count: COUNT, seed: SEED, huge: 3 });
    const rows = oddOrderRows({ count: COUNT, seed: SEED, run: randomUUID() });

    const [good, places] = await Promise.all([
      Promise.all(Array.from({ length: COUNT }, () => eachSoMany(() => orders.place()))),
      produce(records),
      Promise.all(rows.map((row) => eachSoMany(() => ordersTable(app).put(row)))),
    ]);

    await Promise.all(good.map((orderId) => eachSoMany(() => orders.waitForStatus(orderId, 'PAID', 300_000))));
    await expectOneCaptureEach(good);
    await expectQuarantined(places);
    for (const { orderId } of rows) await expectMarked(orderId);
  });
});

/** Spread over the partitions; answers where each has come to lie. */
async function produce(records: readonly Message[]): Promise<Set<string>> {
  const producer = kafkaClient({ KAFKA_BROKERS: `127.0.0.1:${app.ports.KAFKA_PORT}`, KAFKA_AUTH: 'none' }).producer();
  await producer.connect();
  const places = new Set<string>();
  for (const [number, record] of records.entries()) {
    const partition = number % PARTITIONS;
    const [metadata] = await producer.send({ topic: TOPIC, messages: [{ ...record, partition }] });
    places.add(`${partition}/${metadata?.baseOffset}`);
  }
  await producer.disconnect();
  return places;
}

async function expectOneCaptureEach(orderIds: readonly string[]) {
  const charges = await readLedger(`http://127.0.0.1:${app.ports.GATEWAY_PORT}`);
  const captured = charges.filter(({ status }) => status === 'succeeded').map(({ metadata }) => metadata['orderId']);
  for (const orderId of orderIds) expect(captured.filter((id) => id === orderId)).toHaveLength(1);
}

async function expectQuarantined(places: ReadonlySet<string>) {
  const sources = new Map((await rawRecordsOf(app, TOPIC)).map((record) => [placeOf(record), record]));
  const quarantined = await waitFor(
    async () => {
      const all = await rawRecordsOf(app, `${TOPIC}.payment-processor.dlq`);
      const own = new Map(all.map((record) => [originOf(record), record]));
      return [...places].every((place) => own.has(place)) ? own : undefined;
    },
    { within: 120_000, what: 'the quarantined records' },
  );
  for (const place of places) {
    const [source, copy] = [sources.get(place), quarantined.get(place)];
    expect({ key: copy?.key, value: copy?.value }).toEqual({ key: source?.key, value: source?.value });
    expect(textOf(copy)).toEqual(expect.arrayContaining(textOf(source)));
  }
}

const placeOf = ({ partition, offset }: RawRecord) => `${partition}/${offset}`;
const originOf = ({ headers }: RawRecord) => {
  const last = (name: string) => headers.findLast(([header]) => String(header) === name)?.[1];
  return `${last('chargeonce.quarantine.partition')}/${last('chargeonce.quarantine.offset')}`;
};

/** Headers as text that loses nothing. */
const textOf = (record: RawRecord | undefined) =>
  (record?.headers ?? []).map(([name, value]) => `${name.toString('hex')}=${value?.toString('hex')}`);

async function expectMarked(orderId: string) {
  const marks = await waitFor(
    async () => {
      const row = await ordersTable(app).row(orderId);
      return row?.['publishFailure'] && { failure: row['publishFailure'], isKept: 'outbox' in row };
    },
    { within: 60_000, what: `the publishFailure of ${orderId}` },
  );
  expect(marks).toMatchObject({ failure: { reason: expect.stringMatching(/\S/) }, isKept: true });
}
