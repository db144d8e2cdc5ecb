import { beforeAll, describe, expect, inject, it } from 'vitest';
import { recordsOf, type StoredRecord } from '../../harness/app-kafka.ts';
import { ordersClient } from '../../harness/orders-client.ts';
import { waitFor } from '../../harness/wait-for.ts';

const app = inject('app');
const orders = ordersClient(app);

let paid: Awaited<ReturnType<typeof orders.waitForStatus>>;
let placed: StoredRecord[];
let decided: StoredRecord[];

beforeAll(async () => {
  paid = await orders.waitForStatus(await orders.place(), 'PAID');
  placed = await ofOrder('orders.order-placed.v1');
  decided = await ofOrder('payments.payment-decided.v1');
});

describe('a client that is not kafkajs', () => {
  it('reads the order-placed event at the very partition and offset of the receipt', () => {
    const { receipt } = paid.event;

    expect(placed).toMatchObject([{ partition: receipt?.partition, offset: receipt?.offset }]);
    expect(placed[0]?.headers).toEqual({
      ce_specversion: '1.0',
      ce_id: `${paid.orderId}.order-placed.1`,
      ce_type: 'chargeonce.order.placed.v1',
      ce_source: 'urn:chargeonce:orders',
      ce_subject: paid.orderId,
      ce_time: paid.placedAt,
      ce_partitionkey: paid.orderId,
      ce_sequence: '1',
      'content-type': 'application/json',
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
    });
    expect(dataOf(placed[0])).toEqual({
      orderId: paid.orderId,
      tenant: 'local',
      customerId: paid.customerId,
      currency: paid.currency,
      totalAmount: paid.totalAmount,
      paymentMethod: 'pm_card_visa',
      lines: paid.lines,
      placedAt: paid.placedAt,
    });
  });

  it('reads the payment-decided event, which names the record that was consumed', async () => {
    const { topic, partition, offset } = paid.event.receipt ?? {};
    const decidedAt = paid.payment?.decidedAt;

    expect(decided[0]?.headers).toEqual({
      ce_specversion: '1.0',
      ce_id: `${paid.orderId}.order-placed.1:captured`,
      ce_type: 'chargeonce.payment.decided.v1',
      ce_source: 'urn:chargeonce:payments',
      ce_subject: paid.orderId,
      ce_time: decidedAt,
      ce_partitionkey: paid.orderId,
      'content-type': 'application/json',
      traceparent: placed[0]?.headers['traceparent'],
    });
    expect(dataOf(decided[0])).toEqual({
      orderId: paid.orderId,
      orderEventId: paid.event.id,
      tenant: 'local',
      state: 'CAPTURED',
      amount: paid.totalAmount,
      currency: paid.currency,
      gatewayReference: paid.payment?.gatewayReference,
      declineCode: null,
      decidedAt,
      source: { topic, partition, offset, timestamp: expect.any(Number) },
    });
  });
});

describe('an event', () => {
  it('is stored once, as long as nothing fails', () => {
    expect(placed).toHaveLength(1);
    expect(decided).toHaveLength(1);
  });

  it('shares its partition with the other events of its order', () => {
    expect(decided[0]?.partition).toBe(placed[0]?.partition);
  });
});

const dataOf = (record: StoredRecord | undefined) => JSON.parse(String(record?.value));

const ofOrder = (topic: string) =>
  waitFor(async () => (await recordsOf(app, topic)).filter(({ key }) => key === paid.orderId), {
    within: 10_000,
    what: `the records of ${topic}`,
  });
