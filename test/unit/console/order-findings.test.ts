import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../console/server/order-findings.ts';
import type { OrderRow } from '../../../functions/contracts/order-row.ts';
import { anOrderRow, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { aPaymentRow } from '../../doubles/payment-builders.ts';
import { factsOf, failedIn, MINUTE_LATER, type OrderSituation } from './order-situation.ts';

const ORDER = orderIdOf(1);
const textOf = (situation: OrderSituation) =>
  findingsOf(factsOf(situation))
    .map(({ what, next, command = '' }) => `${what} | ${next} | ${command}`)
    .join('\n');

const published = (differing: Partial<OrderRow> = {}) => {
  const { outbox: _, ...row } = anOrderRow(differing);
  return row;
};

const source = (name: string, state: string) => ({
  id: name,
  functionName: `chargeonce-dev-${name}`,
  reads: 'stream of Orders',
  state,
});

describe('what is found of an order', () => {
  it('is nothing where it is final, and the contradiction where there is one', () => {
    const { openSince: _, openShard: __, ...final } = published({ status: 'PAID' });

    expect(textOf({ order: final })).toBe('');
    expect(textOf({ order: final, contradictions: ['two charges'] })).toContain('two charges');
  });

  it.each<[string, OrderSituation, RegExp]>([
    [
      'the publisher fails',
      { seen: [failedIn('order-publisher', 'Connection refused')] },
      /could not publish it: Connection refused.*3 times/,
    ],
    [
      'the table is throttled',
      { seen: [failedIn('order-publisher', 'ProvisionedThroughputExceededException')] },
      /table is throttled/,
    ],
    ['its stream is lost', {}, /stream has not brought its outbox entry.*requeue/],
    [
      'the event source is disabled',
      { sources: [source('order-publisher', 'Disabled')] },
      /event source of order-publisher is disabled.*sources enable/,
    ],
    [
      'no partition has a leader',
      { kafkaProblem: 'no leader' },
      /Kafka does not answer, or a topic has no partition with a leader: no leader/,
    ],
    [
      'a topic has no partitions',
      { lags: [{ consumer: 'payment-processor', topic: 'orders', group: 'g', members: 0, lag: 0, partitions: [] }] },
      /The topic orders has no partitions/,
    ],
    [
      'its entry can not be published',
      { order: anOrderRow({ publishFailure: { reason: 'too large', failedAt: PLACED_AT } }) },
      /can never be published as it is: too large.*requeue/,
    ],
    [
      'its event is poison',
      {
        order: published(),
        deadLetters: [
          {
            consumer: 'payment-processor',
            topic: 'dlq',
            partition: 0,
            offset: 1,
            key: ORDER,
            error: 'PoisonRecordError',
            message: 'no amount',
            attempts: 1,
            lastFailedAt: PLACED_AT,
            from: null,
          },
        ],
      },
      /into quarantine \(poison\): PoisonRecordError: no amount.*redrive --consumer payment-processor/,
    ],
    [
      'its payment is parked',
      { order: published(), payment: aPaymentRow({ dueAt: '2026-01-01T13:00:00.000Z', parkReason: 'gateway: 503' }) },
      /parked after 1 attempts: gateway: 503.*retry/,
    ],
    [
      'a lease is held',
      { order: published(), payment: aPaymentRow({ leaseUntil: '2026-01-01T12:05:00.000Z' }) },
      /holds the lease until 2026-01-01T12:05:00.000Z \(owner first\)/,
    ],
    [
      'an attempt died',
      { order: published(), payment: aPaymentRow({ leaseUntil: PLACED_AT }) },
      /ended without a decision/,
    ],
    [
      'it is in review',
      {
        order: published({ status: 'IN_REVIEW' }),
        payment: aPaymentRow({ state: 'IN_REVIEW', reviewReason: 'wrong amount', decidedAt: PLACED_AT }),
      },
      /in review: wrong amount.*review resolve/,
    ],
    [
      'the status updater is disabled',
      {
        order: published(),
        payment: aPaymentRow({ state: 'CAPTURED', decidedAt: PLACED_AT }),
        sources: [source('status-updater', 'Disabled')],
      },
      /event source of status-updater is disabled/,
    ],
    ['it waits before the processor', { order: published() }, /0 records wait before the payment processor/],
  ])('names the reason where %s', (_situation, situation, expected) => {
    expect(textOf(situation)).toMatch(expected);
  });

  it('mentions a fault that is switched on', () => {
    const fault = { id: 'kill-broker', title: 'Broker killed', since: 0, until: MINUTE_LATER, strikes: 1 };

    expect(textOf({ faults: [fault] })).toContain('A fault is switched on: Broker killed');
  });

  it('takes the reason from the log where the function reported only the record', () => {
    const { error: _, ...failed } = failedIn('payment-processor', '');
    const line =
      '{"level":"ERROR","message":"record failed, it will come again","error":{"name":"TimeoutError","message":"no answer"}}';
    const logs = [{ functionName: failed.functionName, at: failed.from, line }];

    expect(textOf({ order: published(), seen: [failed], logs })).toMatch(/could not take it: .*no answer/);
  });
});
