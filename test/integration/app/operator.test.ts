import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import type {
  QuarantinedRecord,
  RedriveResponse,
  ResetOffsetsResponse,
} from '../../../functions/contracts/operator-request.ts';
import { ORDER_PLACED } from '../../../functions/contracts/order-placed.ts';
import { orderIdOf } from '../../../functions/order-api/place-order.ts';
import { orderPlacedEvent } from '../../../functions/outbox-publisher/outbox-events.ts';
import { anOrderRow } from '../../doubles/order-builders.ts';
import { aKafkaRecord } from '../../doubles/record-builders.ts';
import { addedConsumers } from '../../harness/added-parts.ts';
import { olderQuarantine, produce, recordsOf } from '../../harness/app-kafka.ts';
import { ordersTable, paymentsTable } from '../../harness/app-tables.ts';
import { ordersClient, readLedger } from '../../harness/orders-client.ts';
import { runOps } from '../../harness/run-ops.ts';
import { waitFor } from '../../harness/wait-for.ts';

const app = inject('app');
const orders = ordersClient(app);
const { topic } = ORDER_PLACED;

interface Dlq {
  readonly counts: Readonly<Record<string, number>>;
  readonly records: readonly QuarantinedRecord[];
}
type Lags = readonly { readonly group: string; readonly lag: number; readonly members: number }[];

const redrive = (...options: string[]) =>
  runOps<RedriveResponse>(app, 'redrive', '--consumer', 'payment-processor', ...options);
const recordsOn = async (orderId: string) => (await recordsOf(app, topic)).filter(({ key }) => key === orderId);
const noLag = () =>
  waitFor(
    async () => {
      const { data } = await runOps<Lags>(app, 'lag');
      return data.every(({ lag }) => lag === 0) ? data : undefined;
    },
    { within: 25_000, what: 'no lag' },
  );

describe('poison', () => {
  it('is listed with its reason, and refused to be put back', async () => {
    const key = `poison-${randomUUID()}`;
    await produce(app, topic, [{ key, value: 'no JSON', headers: { ce_type: ORDER_PLACED.type, ce_id: 'an-id' } }]);

    const listed = await waitFor(
      async () => {
        const { data } = await runOps<Dlq>(app, 'dlq', '--topic', topic, '--error', 'InvalidJson');
        return data.records.find((record) => record.key === key);
      },
      { within: 20_000, what: 'the record in quarantine' },
    );
    const { code, data } = await redrive('--error', 'InvalidJson');

    expect(listed).toMatchObject({ error: 'InvalidJson', attempts: 1, bytes: 7, original: { topic } });
    expect(code).toBe(1);
    expect(data.redriven).toBe(0);
    const { topic: dlq, partition, offset } = listed.place;
    const own = data.refused.find(
      (refusal) => refusal.place.partition === partition && refusal.place.offset === offset,
    );
    expect(own).toMatchObject({ place: { topic: dlq }, reason: expect.stringContaining('InvalidJson') });
  });
});

describe('a record that an older version quarantined', () => {
  it('is put back and paid once, however often it is redriven', async () => {
    const { outbox: _, ...row } = anOrderRow({
      orderId: orderIdOf('local', randomUUID()),
      placedAt: new Date().toISOString(),
    });
    await ordersTable(app).put(row);
    const event = orderPlacedEvent('')(row);
    const error = `Unknown-${randomUUID()}`;
    await olderQuarantine(app)(aKafkaRecord({}, event), error);

    const dry = await redrive('--error', error, '--dry-run');
    expect(dry).toMatchObject({ code: 0, data: { redriven: 1, refused: [] } });
    expect(await recordsOn(row.orderId)).toEqual([]);

    const once = await redrive('--error', error, '--rate', '10/s');
    expect(once).toMatchObject({ code: 0, data: { redriven: 1, refused: [] } });
    const paid = await orders.waitForStatus(row.orderId, 'PAID');

    const twice = await redrive('--error', error);
    expect(twice).toMatchObject({ code: 0, data: { redriven: 1 } });
    await noLag();
    const [first, second] = await recordsOn(row.orderId);
    expect(first).toMatchObject({ key: event.key, value: Buffer.from(event.value), headers: event.headers });
    expect(second).toMatchObject({ key: event.key, value: Buffer.from(event.value), headers: event.headers });
    expect(await orders.captures(row.orderId)).toHaveLength(1);
    expect((await orders.get(row.orderId)).body).toEqual(paid);
  });
});

describe('a replay of the payment topic from its beginning', () => {
  it('reads every event again and charges none', async () => {
    const orderId = await orders.place();
    await orders.waitForStatus(orderId, 'PAID');
    await noLag();
    const [charges, payment] = [await ledger(), await paymentsTable(app).row(orderId)];
    const stored = (await recordsOf(app, topic)).length;

    const replay = ['replay', '--consumer', 'payment-processor', '--to', 'earliest'];
    const dry = await runOps<ResetOffsetsResponse>(app, ...replay, '--dry-run');
    expect((await noLag()).map(({ members }) => members)).toEqual(Array(3 + addedConsumers.length).fill(1));
    const { code, data, stderr } = await runOps<ResetOffsetsResponse>(app, ...replay);

    expect(code, stderr).toBe(0);
    expect(data.partitions).toEqual(dry.data.partitions);
    expect(data.partitions.reduce((sum, { from, to }) => sum + (from ?? 0) - to, 0)).toBe(stored);
    await noLag();
    expect(await ledger()).toEqual(charges);
    expect(await paymentsTable(app).row(orderId)).toEqual(payment);
    expect(await recordsOn(orderId)).toHaveLength(1);
  });
});

describe('a command that can not be carried out', () => {
  it.each([
    ['an unknown consumer', ['redrive', '--consumer', 'nobody']],
    ['no place to replay to', ['replay', '--consumer', 'payment-processor']],
    ['a place that is none', ['replay', '--consumer', 'payment-processor', '--to', 'yesterday']],
    ['no rate', ['redrive', '--consumer', 'payment-processor', '--rate', '0']],
  ])('ends with code 2 and says why: %s', async (_situation, args) => {
    const { code, stderr } = await runOps(app, ...args);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: /);
  });
});

const ledger = () => readLedger(`http://127.0.0.1:${app.ports.GATEWAY_PORT}`);
