import { describe, expect, it } from 'vitest';
import { dynamoReviewLedger } from '../../functions/payment-processor/dynamo-review-ledger.ts';
import type { ChargeAnswer } from '../../functions/payment-processor/payment-gateway.ts';
import type { PaymentOrder } from '../../functions/payment-processor/payment-order.ts';
import { type ReviewCommand, resolveReview } from '../../functions/payment-processor/resolve-review.ts';
import { orderIdOf, PLACED_AT } from '../doubles/order-builders.ts';
import { aPaymentOrder } from '../doubles/payment-builders.ts';
import { at } from '../harness/payment-processor.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';

const HOUR = 3_600;
const SAFE_WINDOW = 23 * HOUR;
/** Function timeout, request in flight, lag of the list and twice the error of the clocks. */
const LANDING = 30 + 600 + 60 + 10;
const LOST: ChargeAnswer = { kind: 'unknown', mayHaveCharged: true, reason: 'lost' };
const order = aPaymentOrder();

/** A payment whose last charge was sent at the very end of its window, and which nobody finds afterwards. */
async function aPaymentInReview() {
  const payments = await paymentsInDynamoDb();
  const sentAt = SAFE_WINDOW - 1;
  await payments.takeAt({ charge: async () => LOST })(order);
  payments.setClock(sentAt);
  await payments.takeAt({ charge: async () => LOST })(order);
  payments.setClock(SAFE_WINDOW);
  expect(await payments.take(order)).toEqual({ kind: 'in-review' });
  const resolve = resolveReview({
    ledger: dynamoReviewLedger(payments),
    orders: { placedAt: async () => PLACED_AT },
    gateway: payments.gateway,
    now: payments.deps.now,
  });
  const as = (state: ReviewCommand['as'], by = 'ann') =>
    resolve({ eventId: order.eventId, as: state, by, reason: 'the customer asked' });
  /** The charge that was sent last arrives after all. */
  const land = () => payments.gateway.charge({ ...order, amount: order.totalAmount });
  return { ...payments, as, land, landsUntil: sentAt + LANDING };
}

describe('crash point 19a: an operator decides while a charge may still land', () => {
  it('is refused until then, and then told what has landed', async () => {
    const { as, land, landsUntil, setClock, row } = await aPaymentInReview();

    for (const moment of [SAFE_WINDOW + 60, landsUntil]) {
      setClock(moment);
      expect(await as('DECLINED')).toMatchObject({ kind: 'refused', reason: expect.stringContaining(at(landsUntil)) });
    }
    await land();
    setClock(landsUntil + 1);

    expect(await as('DECLINED')).toMatchObject({ kind: 'refused', reason: expect.stringContaining('CAPTURED') });
    expect(await as('CAPTURED')).toMatchObject({ kind: 'resolved' });
    expect(await row(order)).toMatchObject({ state: 'CAPTURED', gatewayReference: 'pi_1', source: order.source });
  });

  it('is DECLINED by a look-up that began after it and found nothing', async () => {
    const { as, landsUntil, setClock, row, captures } = await aPaymentInReview();
    setClock(landsUntil + 1);

    expect(await as('DECLINED')).toMatchObject({ kind: 'resolved' });

    expect(captures).toEqual([]);
    expect(await row(order)).toMatchObject({
      state: 'DECLINED',
      decidedAt: at(landsUntil + 1),
      resolution: { by: 'ann', reason: 'the customer asked', at: at(landsUntil + 1) },
    });
  });

  it('is resolved by one of two operators', async () => {
    const { as, land, landsUntil, setClock } = await aPaymentInReview();
    await land();
    setClock(landsUntil + 1);

    const outcomes = await Promise.all([as('CAPTURED'), as('CAPTURED', 'bob')]);

    expect(outcomes.filter(({ kind }) => kind === 'resolved')).toHaveLength(1);
  });
});

describe('crash point 23: a topic is replayed from its beginning after the window', () => {
  const topic = Array.from({ length: 30 }, (_, number) => aPaymentOrder({ orderId: orderIdOf(number) }));

  it('charges nothing and changes nothing: every event is a duplicate', async () => {
    const { take, takeAt, row, setClock, requests, captures } = await paymentsInDynamoDb();
    const answers: readonly ChargeAnswer[] = [
      { kind: 'declined', reference: 'pi_x', code: 'expired_card' },
      { kind: 'contradiction', reference: 'pi_y', reason: 'differs in amount' },
    ];
    for (const [number, event] of topic.entries()) {
      const answer = answers[number % 3];
      await (answer ? takeAt({ charge: async () => answer })(event) : take(event));
    }
    const rowsOf = (events: readonly PaymentOrder[]) => Promise.all(events.map((event) => row(event)));
    const before = await rowsOf(topic);
    const charged = requests.length;

    for (const days of [1, 2, 400]) {
      setClock(days * 24 * HOUR);
      for (const event of topic) expect(await take(event)).toEqual({ kind: 'duplicate' });
    }

    expect(await rowsOf(topic)).toEqual(before);
    expect({ requests: requests.length, captures: captures.length }).toEqual({ requests: charged, captures: 10 });
  });

  it('looks up and never charges what has no row, and settles by what it finds', async () => {
    const payments = await paymentsInDynamoDb();
    const lostRows = await paymentsInDynamoDb();
    const [charged, uncharged] = topic;
    if (charged === undefined || uncharged === undefined) throw new Error('the topic has events');
    await payments.take(charged);

    lostRows.setClock(SAFE_WINDOW);
    const takeWithoutRow = lostRows.takeAt(payments.gateway);

    expect([await takeWithoutRow(charged), await takeWithoutRow(uncharged)]).toEqual([
      { kind: 'captured' },
      { kind: 'in-review' },
    ]);
    expect(payments.requests).toHaveLength(1);
  });
});
