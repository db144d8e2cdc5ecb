import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { timelineBars } from '../../../console/server/timeline-bars.ts';
import type { InvocationSeen, RowSeen } from '../../../local/order-memory.ts';
import { anOrderRow, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { factsOf, failedIn } from './order-situation.ts';

const AT = Date.parse(PLACED_AT);
const receipt = { topic: 'orders', partition: 2, offset: 17, acknowledgedAt: '2026-01-01T12:00:00.200Z' };
const paidRow = () => {
  const { outbox: _, ...row } = anOrderRow({ status: 'PAID', receipt });
  return row;
};
const row = (table: RowSeen['table'], image: object, before?: object): RowSeen => ({
  kind: 'row',
  orderId: orderIdOf(1),
  table,
  at: AT + 300,
  image: marshall(image, { removeUndefinedValues: true }),
  before: before && marshall(before, { removeUndefinedValues: true }),
});
const delivery = (from: number, differing: Partial<InvocationSeen> = {}): InvocationSeen => ({
  kind: 'invocation',
  orderId: orderIdOf(1),
  functionName: 'chargeonce-dev-payment-processor',
  from: AT + from,
  until: AT + from + 50,
  delivery: 1,
  outcome: 'ok',
  about: { kind: 'kafka-record', topic: 'orders', partition: 2, offset: 17 },
  ...differing,
});
const shown = (bars: ReturnType<typeof timelineBars>) =>
  bars.map(({ lane, outcome, title }) => `${lane}: ${title} (${outcome})`);

describe('the bars of a timeline', () => {
  it('tell a paid order from its rows alone', () => {
    const payment = aPaymentRow({ state: 'CAPTURED', decidedAt: '2026-01-01T12:00:01.000Z', gatewayReference: 'pi_1' });

    expect(shown(timelineBars(factsOf({ order: paidRow(), payment })))).toEqual([
      'accepted: Saved with its outbox entry by one conditional write (ok)',
      'outbox entry: Published (ok)',
      'status: The order is PAID (ok)',
      'charge: Claimed; 1 attempt (ok)',
      'receipt: The broker has the event (acks=all) (ok)',
      'settle: The payment is CAPTURED (ok)',
    ]);
  });

  it('leave open what lasts, and show why it failed', () => {
    const waiting = timelineBars(factsOf({}));
    expect(waiting.find(({ lane }) => lane === 'outbox entry')).toMatchObject({ until: null, outcome: 'waiting' });

    const failed = { publishFailure: { reason: 'too large', failedAt: PLACED_AT } };
    const bars = timelineBars(factsOf({ order: anOrderRow(failed) }));
    expect(bars.find(({ lane }) => lane === 'outbox entry')).toMatchObject({ outcome: 'failed', detail: 'too large' });
  });

  it('show the row before and after each change that was seen', () => {
    const seen = [row('orders', anOrderRow()), row('orders', paidRow(), anOrderRow())];
    const bars = timelineBars(factsOf({ order: paidRow(), seen }));
    const evidence = (lane: string) => bars.find((bar) => bar.lane === lane)?.evidence.map(({ title }) => title);

    expect(evidence('accepted')).toEqual(['Row after']);
    expect(evidence('receipt')).toEqual(['Row before', 'Row after']);
    expect(bars.find(({ lane }) => lane === 'status')?.from).toBe(AT + 300);
  });

  it('show each delivery, the copies as duplicates, and failures with their logs', () => {
    const failed = failedIn('order-publisher', 'Connection refused');
    const line = { functionName: failed.functionName, at: failed.from + 10, line: '{"level":"ERROR"}' };
    const bars = timelineBars(
      factsOf({ order: paidRow(), seen: [delivery(400), delivery(900, { delivery: 2 }), failed], logs: [line] }),
    );

    expect(shown(bars)).toContain('delivery: payment-processor (ok)');
    expect(shown(bars)).toContain('delivery: payment-processor, delivery 2 (duplicate)');
    expect(bars.find(({ lane }) => lane === 'publish')).toMatchObject({
      outcome: 'failed',
      detail: 'Connection refused',
      evidence: [{ title: 'Log of order-publisher', content: '{"level":"ERROR"}' }],
    });
    expect(shown(bars)).toContain("stream read: The stream's record is read again (3) (duplicate)");
  });

  it('show what was asked of the gateway, without who only looked', () => {
    const request = {
      kind: 'request',
      method: 'POST',
      path: '/v1/payment_intents',
      body: 'amount=5&currency=eur',
    } as const;
    const asked = delivery(500, {
      functionName: 'chargeonce-dev-payment-gateway-simulator',
      about: request,
      response: {},
    });
    const look = delivery(600, {
      functionName: 'chargeonce-dev-payment-gateway-simulator',
      about: { ...request, method: 'GET' },
    });
    const charges = timelineBars(factsOf({ order: paidRow(), seen: [asked, look] })).filter(
      ({ lane }) => lane === 'charge',
    );

    expect(charges).toHaveLength(1);
    expect(charges[0]?.evidence[0]?.content).toBe('POST /v1/payment_intents\n\namount=5\ncurrency=eur');
  });

  it('show what is parked, cancelled and in quarantine', () => {
    const order = anOrderRow({ cancellation: { sequence: 2, requestedAt: PLACED_AT, traceparent: 't' } });
    const payment = aPaymentRow({ dueAt: '2026-01-01T13:00:00.000Z', parkedSince: PLACED_AT, parkReason: '503' });
    const letter = {
      ...{
        consumer: 'payment-processor',
        topic: 'dlq',
        partition: 0,
        offset: 1,
        key: null,
        error: 'Poison',
        message: 'm',
      },
      ...{ attempts: 1, lastFailedAt: PLACED_AT, from: null },
    };
    const lanes = timelineBars(factsOf({ order, payment, deadLetters: [letter] })).map(({ lane }) => lane);

    expect(lanes).toEqual(expect.arrayContaining(['parked', 'cancel and refund', 'quarantine']));
  });
});
