import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../../../functions/contracts/order-row.ts';
import type { PaymentRow } from '../../../functions/contracts/payment-row.ts';
import { classifyOrder } from '../../../functions/reconciler/classify-order.ts';
import { aCancelledRow, aPaymentDecided, PLACED_AT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { later } from '../../harness/a-reconciler.ts';

const failure = { reason: 'too large', failedAt: PLACED_AT };
const decided = { ...aPaymentDecided(), state: 'IN_REVIEW' } as const;

interface Case {
  readonly order?: Partial<OrderRow>;
  readonly payment?: Partial<PaymentRow>;
}

/** So many seconds after it was placed, which is two less since it was cancelled; published, if nothing else is said. */
const classify = ({ order = {}, payment }: Case, after = 602) =>
  classifyOrder(
    { order: aCancelledRow({ outbox: undefined, ...order }), payment: payment && aPaymentRow(payment) },
    { now: later(after), reconcileAfter: 600 },
  );
const classification = (situation: Case, after?: number) => classify(situation, after).kind;

describe('an order that is to be cancelled', () => {
  const due = { dueAt: later(9_999).toISOString() };
  const held = { leaseUntil: later(9_999).toISOString() };
  const isPaid = { status: 'PAID' } as const;
  const isInReview = { status: 'IN_REVIEW', payment: decided } as const;
  const pending = { outbox: aCancelledRow().outbox };

  it.each<[string, Case]>([
    ['nobody has claimed its payment', {}],
    ['its payment is tried, and does not know', { payment: held }],
    ['its payment is parked, and does not know', { payment: due }],
    ['its payment is in review, and does not know', { order: isInReview, payment: { state: 'IN_REVIEW' } }],
    ['its payment is captured', { order: isPaid, payment: { state: 'CAPTURED' } }],
    ['its refund is not due', { order: isPaid, payment: { state: 'REFUND_DUE' } }],
    ['its outbox is there', { order: { ...isPaid, ...pending }, payment: { state: 'REFUND_DUE', ...due } }],
    [
      'it was declined, and its outbox is there',
      { order: { status: 'DECLINED', ...pending }, payment: { state: 'DECLINED' } },
    ],
    ['the claim of its payment is over', { payment: { cancelRequested: true } }],
  ])('has its events requeued when overdue: %s', (_, situation) => {
    expect(classification(situation, 601)).toBe('under-way');
    expect(classification(situation)).toBe('requeue-order');
  });

  it.each<[string, Case]>([
    ['its payment knows and is tried', { payment: { ...held, cancelRequested: true } }],
    ['its payment knows and is parked', { payment: { ...due, cancelRequested: true } }],
    [
      'a person must decide about its payment',
      { order: isInReview, payment: { state: 'IN_REVIEW', cancelRequested: true } },
    ],
    [
      'so also while its outbox is there',
      { order: { ...isInReview, ...pending }, payment: { state: 'IN_REVIEW', cancelRequested: true } },
    ],
    ['the retrier has its refund', { order: isPaid, payment: { state: 'REFUND_DUE', ...due } }],
  ])('is left alone: %s', (_, situation) => {
    expect(classification(situation, 9_998)).toBe('under-way');
  });

  it('is left to an operator when it is paid and its payment row is missing: a copy could charge it again', () => {
    expect(classify({ order: isPaid })).toEqual({
      kind: 'left-to-operator',
      reason: expect.stringContaining('rebuild-dedup'),
    });
  });

  it('is left to an operator when one of its events can never be published', () => {
    expect(
      classification({ order: { ...isPaid, ...pending, publishFailure: failure }, payment: { state: 'CAPTURED' } }),
    ).toBe('left-to-operator');
  });
});
