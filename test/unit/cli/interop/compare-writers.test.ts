import { describe, expect, it } from 'vitest';
import { problemsOfCharge } from '../../../../cli/interop/compare-writers.ts';
import { problemsOfRows } from '../../../../cli/interop/connect-sink.ts';
import { problemsOfDeadLetter, type SpringDeadLetter } from '../../../../cli/interop/spring-dead-letters.ts';
import { ORDER_PLACED } from '../../../../functions/contracts/order-placed.ts';
import { PAYMENT_DECIDED, type PaymentDecided } from '../../../../functions/contracts/payment-decided.ts';
import { OUTBOX_ID } from '../../../doubles/foreign-records.ts';
import { aPaymentDecided } from '../../../doubles/order-builders.ts';

const orderId = 'shop-4711';
const order = { form: 'binary', eventId: OUTBOX_ID, orderId, data: '' };

const aPayment = (differing: Partial<PaymentDecided> = {}, id = `${OUTBOX_ID}:captured`) => ({
  ...{ topic: PAYMENT_DECIDED.topic, partition: 0, offset: 0, key: orderId, id, subject: orderId },
  ...{ type: PAYMENT_DECIDED.type, source: PAYMENT_DECIDED.source },
  data: Buffer.from(
    JSON.stringify(aPaymentDecided({ orderId, orderEventId: OUTBOX_ID, amount: 4_000, ...differing })),
  ).toString('base64'),
});

const evidence = (differing: Partial<Parameters<typeof problemsOfCharge>[1]> = {}) => ({
  ...{ payments: [aPayment()], records: new Set([orderId]), charges: new Map([[orderId, 1]]) },
  ...differing,
});

describe('compare what was charged with what other software wrote', () => {
  it('finds nothing where each order was charged once', () => {
    expect(problemsOfCharge(order, evidence())).toEqual([]);
  });

  it.each<[string, Parameters<typeof evidence>[0]]>([
    ['no payment was published', { payments: [] }],
    ['its payment has another id', { payments: [aPayment(), aPayment({}, 'another')] }],
    ['its payment says something else', { payments: [aPayment({ amount: 1 })] }],
    ['its payment says something else', { payments: [aPayment({ state: 'DECLINED' })] }],
    ['an operator can not read its record', { records: new Set() }],
    ['it was charged 2 times', { charges: new Map([[orderId, 2]]) }],
    ['it was charged 0 times', { charges: new Map() }],
  ])('finds that %s', (problem, differing) => {
    expect(problemsOfCharge(order, evidence(differing))).toEqual([problem]);
  });
});

describe('compare what a sink wrote with what was published', () => {
  const row = { orderId, amount: 4_000, state: 'CAPTURED' };

  it('finds nothing where each event is a line, whatever else the line holds', () => {
    const line = JSON.stringify({ ...row, more: 1 });

    expect(problemsOfRows(PAYMENT_DECIDED.topic, [line, line], [row])).toEqual([]);
  });

  it('finds what is missing or says something else', () => {
    const problems = problemsOfRows(PAYMENT_DECIDED.topic, [JSON.stringify({ ...row, amount: 1 })], [row]);

    expect(problems).toEqual([`missing: ${JSON.stringify(row)}`]);
  });
});

describe('compare what Spring reads of a dead letter', () => {
  const deadLetter: SpringDeadLetter['deadLetter'] = {
    ...{ topic: ORDER_PLACED.topic, partition: 0, offset: 7, timestamp: Date.now() },
    ...{ error: 'InvalidEvent', message: 'the id of the event must be a UUID' },
  };
  const problems = (differing: Partial<SpringDeadLetter['deadLetter']>) =>
    problemsOfDeadLetter([{ key: orderId, deadLetter: { ...deadLetter, ...differing } }], deadLetter.timestamp);

  it('finds nothing where it is the place, the time and the reason', () => {
    expect(problems({})).toEqual([]);
  });

  it.each<[string, Partial<SpringDeadLetter['deadLetter']>]>([
    ['another place', { topic: 'another' }],
    ['another place', { offset: -1 }],
    ['another time', { timestamp: 0 }],
    ['another reason', { error: 'Tombstone' }],
  ])('finds %s', (what, differing) => {
    expect(problems(differing)).toEqual([`it names ${what}`]);
  });

  it('finds that there is none', () => {
    expect(problemsOfDeadLetter([], 0)).toEqual(['it is not in quarantine']);
  });
});
