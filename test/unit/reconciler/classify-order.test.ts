import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import { classifyOrder, isInReview } from '../../../functions/reconciler/classify-order.ts';
import { aCancelledRow, anOrderRow, aPaymentDecided, PLACED_AT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';

const later = (seconds: number) => new Date(Date.parse(PLACED_AT) + seconds * 1_000);
const failure = { reason: 'too large', failedAt: PLACED_AT };
const receipt = { topic: 't', partition: 0, offset: 1, acknowledgedAt: PLACED_AT };
const published = { outbox: undefined, receipt };
const { cancellation } = aCancelledRow();
const cancelled = { ...published, cancellation };
const decided = { ...aPaymentDecided(), state: 'IN_REVIEW' } as const;
const inReview = { ...published, status: 'IN_REVIEW', payment: decided } as const;

interface Case {
  readonly order?: Partial<OrderRow>;
  readonly payment?: Partial<PaymentRow>;
  /** Seconds since the order was placed. */
  readonly after?: number;
}

const classify = ({ order = {}, payment, after = 600 }: Case) =>
  classifyOrder(
    { order: anOrderRow(order), payment: payment && aPaymentRow(payment) },
    { now: later(after), reconcileAfter: 600 },
  );
const classification = (situation: Case) => classify(situation).kind;

describe('an order that is behind its payment', () => {
  it.each([
    ['placed, captured', {}, 'CAPTURED'],
    ['placed, declined', {}, 'DECLINED'],
    ['placed, in review', {}, 'IN_REVIEW'],
    ['placed, void', {}, 'VOID'],
    ['placed, refunded', {}, 'REFUNDED'],
    ['in review, void by an operator', inReview, 'VOID'],
    ['paid and to be cancelled, refunded', { ...cancelled, status: 'PAID' }, 'REFUNDED'],
    ['in review, captured by an operator', inReview, 'CAPTURED'],
    ['in review, declined by an operator', inReview, 'DECLINED'],
    ['placed with a failure of its own, captured', { publishFailure: failure }, 'CAPTURED'],
  ] as const)('has the event of its payment requeued at once: %s', (_, order, state) => {
    expect(classification({ order, payment: { state }, after: 0 })).toBe('requeue-payment');
  });

  it('is left to an operator when the event of its payment can never be published', () => {
    expect(classification({ payment: { state: 'CAPTURED', publishFailure: failure } })).toBe('left-to-operator');
  });
});

describe('an order whose event may be lost', () => {
  it.each<[string, Case]>([
    ['its outbox entry is still there', {}],
    [
      'its outbox entry is still there while its payment is tried',
      { payment: { leaseUntil: later(9_999).toISOString() } },
    ],
    ['nobody has claimed its payment', { order: published }],
    ['the claim of its payment is over', { order: published, payment: { leaseUntil: later(600).toISOString() } }],
    ['its payment was rebuilt, to be looked up', { order: inReview, payment: { state: 'CHARGING' } }],
    [
      'its outbox entry is still there, though the retrier has its payment',
      { payment: { dueAt: later(0).toISOString() } },
    ],
  ])('has it requeued: %s', (_, situation) => {
    expect(classification(situation)).toBe('requeue-order');
  });

  it.each<[string, Case]>([
    ['it was placed a moment ago', { after: 599 }],
    ['it was requeued a moment ago', { order: { lastRequeuedAt: later(1).toISOString() } }],
    ['the retrier has its payment', { order: published, payment: { dueAt: later(9_999).toISOString() } }],
    [
      'the retrier has its refund',
      { order: published, payment: { state: 'REFUND_DUE', dueAt: later(0).toISOString() } },
    ],
    ['its payment is being tried', { order: published, payment: { leaseUntil: later(601).toISOString() } }],
    ['a person must decide about its payment', { order: inReview, payment: { state: 'IN_REVIEW' } }],
    [
      'so also while its outbox entry is there',
      { order: { ...inReview, ...anOutboxEntry() }, payment: { state: 'IN_REVIEW' } },
    ],
  ])('is left alone: %s', (_, situation) => {
    expect(classification(situation)).toBe('under-way');
  });

  it('has it requeued once more when the last time is as long ago', () => {
    expect(classification({ order: { lastRequeuedAt: later(700).toISOString() }, after: 1_299 })).toBe('under-way');
    expect(classification({ order: { lastRequeuedAt: later(700).toISOString() }, after: 1_300 })).toBe('requeue-order');
  });
});

describe('an event that was requeued in vain', () => {
  const since = (requeues: number) => ({ requeues, lastRequeuedAt: later(0).toISOString() });

  it.each([
    [1, 600],
    [2, 1_200],
    [4, 4_800],
    [7, 38_400],
    [1_000, 38_400],
  ])('waits longer each time: after %i times, %i s', (requeues, seconds) => {
    const order = since(requeues);
    const payment = { state: 'CAPTURED', ...since(requeues) } as const;

    expect(classification({ order, after: seconds - 1 })).toBe('under-way');
    expect(classification({ order, after: seconds })).toBe('requeue-order');
    expect(classification({ payment, after: seconds - 1 })).toBe('under-way');
    expect(classification({ payment, after: seconds })).toBe('requeue-payment');
  });
});

describe('an order that nothing can help', () => {
  it('is left to an operator when its event can never be published', () => {
    expect(classification({ order: { publishFailure: failure } })).toBe('left-to-operator');
  });

  it.each<[string, Partial<OrderRow>]>([
    ['its status is a decision', inReview],
    ['it carries a decision', { payment: decided }],
    ['its outbox entry is there, too', { ...inReview, ...anOutboxEntry() }],
  ])('is never requeued, but left to an operator, when its payment row is missing: %s', (_what, order) => {
    expect(classify({ order })).toEqual({ kind: 'left-to-operator', reason: expect.stringContaining('rebuild-dedup') });
  });

  it.each<Partial<OrderRow>>([
    { status: 'PAID' },
    { status: 'DECLINED' },
    { ...cancelled, status: 'DECLINED' },
    { ...cancelled, status: 'CANCELLED' },
    { ...cancelled, status: 'REFUNDED' },
  ])('is no longer looked at when nothing more is expected, whatever the index says: %o', (order) => {
    expect(classification({ order: { ...order, outbox: undefined }, payment: { state: 'CAPTURED' } })).toBe('closed');
  });
});

describe('a payment in review', () => {
  it.each<[string, Parameters<typeof isInReview>[0], boolean]>([
    ['before its order knows', { order: anOrderRow(), payment: aPaymentRow({ state: 'IN_REVIEW' }) }, true],
    ['when its order knows', { order: anOrderRow(inReview), payment: aPaymentRow({ state: 'IN_REVIEW' }) }, true],
    ['when only its order knows', { order: anOrderRow(inReview), payment: undefined }, true],
    ['no longer once captured', { order: anOrderRow(inReview), payment: aPaymentRow({ state: 'CAPTURED' }) }, false],
    ['not while it is tried', { order: anOrderRow(), payment: aPaymentRow() }, false],
    ['not when there is none', { order: anOrderRow(), payment: undefined }, false],
  ])('counts as such %s', (_, snapshot, expected) => {
    expect(isInReview(snapshot)).toBe(expected);
  });
});

function anOutboxEntry() {
  return { outbox: anOrderRow().outbox };
}
