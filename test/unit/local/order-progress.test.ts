import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../../functions/contracts/order-row.ts';
import { type OrderStep, orderProgress } from '../../../local/order-progress.ts';
import { aCancelledRow, anOrderRow, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';

const receipt = {
  topic: 'orders.order-placed.v1',
  partition: 4,
  offset: 17,
  acknowledgedAt: '2026-01-01T12:00:00.250Z',
};
const cancelReceipt = {
  topic: 'orders.order-cancelled.v1',
  partition: 4,
  offset: 3,
  acknowledgedAt: '2026-01-01T12:00:02.250Z',
};
const payment = { state: 'CAPTURED', gatewayReference: 'pi_1', declineCode: null, decidedAt: PLACED_AT } as const;

const placed = anOrderRow();
const published = anOrderRow({ version: 2, outbox: undefined, receipt });
const final = { version: 3, outbox: undefined, receipt, openShard: undefined, openSince: undefined };
const paid = anOrderRow({ ...final, status: 'PAID', payment });

describe("telling an order's steps", () => {
  it('tells each once, with the time since the order was placed', () => {
    expect(stepsOf([placed, published, paid])).toEqual([
      ['placed', '1250 EUR', 0],
      ['published', 'orders.order-placed.v1 4/17', 250],
      ['paid', 'pi_1', 1_000],
    ]);
  });

  it('repeats nothing when a row is written again', () => {
    expect(stepsOf([placed, published, { ...published, lastRequeuedAt: PLACED_AT }])).toHaveLength(2);
  });

  it('tells when an event is requeued, and of a final order nothing else', () => {
    const again = { outbox: placed.outbox, requeues: 1, lastRequeuedAt: '2026-01-01T13:00:00.000Z' };
    const closed = { ...again, outbox: undefined };

    expect(stepsOf([placed, { ...placed, ...again }, { ...published, ...closed }]).map(([step]) => step)).toEqual([
      'placed',
      'requeued',
      'published',
    ]);
    expect(
      stepsOf([
        { ...paid, ...again },
        { ...paid, ...closed },
      ]),
    ).toEqual([['requeued', 'time 1', 1_000]]);
  });

  it('tells both when a status overtakes the receipt', () => {
    expect(stepsOf([placed, paid]).map(([step]) => step)).toEqual(['placed', 'published', 'paid']);
  });

  it('tells an order whose beginning it has not seen', () => {
    expect(stepsOf([paid]).map(([step]) => step)).toEqual(['published', 'paid']);
  });

  it('tells why an order is declined, and what is in review', () => {
    const declined = { ...payment, state: 'DECLINED', gatewayReference: null, declineCode: 'expired_card' } as const;
    const inReview = { ...published, status: 'IN_REVIEW', payment: { ...payment, state: 'IN_REVIEW' } } as const;

    expect(stepsOf([published, { ...paid, status: 'DECLINED', payment: declined }]).at(-1)).toEqual([
      'declined',
      'expired_card',
      1_000,
    ]);
    expect(stepsOf([published, inReview, paid]).map(([step]) => step)).toEqual(['published', 'in review', 'paid']);
  });

  it('tells that a paid order is cancelled and refunded, and nothing of it twice', () => {
    const { cancellation } = aCancelledRow();
    const reopened = {
      ...paid,
      cancellation,
      receipts: {},
      outbox: aCancelledRow().outbox,
      openShard: '3',
      openSince: PLACED_AT,
    };
    const closed = { ...reopened, outbox: undefined, receipts: { 2: cancelReceipt } };
    const refunded = { ...closed, ...final, status: 'REFUNDED', payment: { ...payment, state: 'REFUNDED' } } as const;
    const expected = [
      ['cancel requested', 'event 2', 2_000],
      ['cancel published', 'orders.order-cancelled.v1 4/3', 2_250],
      ['refunded', 'pi_1', 1_000],
    ];

    expect(stepsOf([placed, published, paid, reopened, closed, refunded]).slice(3)).toEqual(expected);
    expect(stepsOf([reopened, { ...reopened, version: 4 }, closed, refunded])).toEqual(expected);
  });

  it('tells that an order is cancelled before it is charged', () => {
    const gone = {
      state: 'VOID',
      gatewayReference: null,
      declineCode: 'order_cancelled',
      decidedAt: PLACED_AT,
    } as const;
    const cancelled = aCancelledRow({ ...final, status: 'CANCELLED', payment: gone });

    expect(stepsOf([placed, aCancelledRow(), cancelled]).map(([step, detail]) => [step, detail])).toEqual([
      ['placed', '1250 EUR'],
      ['cancel requested', 'event 2'],
      ['published', 'orders.order-placed.v1 4/17'],
      ['cancelled', 'order_cancelled'],
    ]);
  });

  it('tells why an event can not be published', () => {
    const publishFailure = { reason: 'too large', failedAt: PLACED_AT };

    expect(stepsOf([placed, anOrderRow({ version: 2, outbox: undefined, publishFailure })])).toEqual([
      ['placed', '1250 EUR', 0],
      ['publish failed', 'too large', 1_000],
    ]);
  });

  it('keeps orders apart', () => {
    const other = { orderId: orderIdOf(2) };

    expect(stepsOf([placed, { ...placed, ...other }, published, { ...published, ...other }])).toHaveLength(4);
  });

  it.each([
    ['of another table', { eventId: 'e', state: 'CHARGING' }],
    ['that can not be read', { ...placed, totalAmount: 'a lot' }],
  ])('is silent about a row %s', (_, row) => {
    expect(stepsOf([row])).toEqual([]);
  });
});

function stepsOf(rows: readonly (Partial<OrderRow> | object)[]) {
  const steps: OrderStep[] = [];
  const see = orderProgress({ notify: [(step) => steps.push(step)], now: () => new Date('2026-01-01T12:00:01.000Z') });
  for (const row of rows) see(eventOf(row));
  return steps.map(({ step, detail, after }) => [step, detail, after]);
}

const eventOf = (row: object) => ({
  eventName: 'MODIFY' as const,
  eventSourceARN: 'arn',
  dynamodb: {
    ApproximateCreationDateTime: 0,
    Keys: marshall({ orderId: 'o' }),
    NewImage: marshall(row, { removeUndefinedValues: true }),
    OldImage: undefined,
    SequenceNumber: '1',
    SizeBytes: 1,
    StreamViewType: 'NEW_IMAGE' as const,
  },
});
