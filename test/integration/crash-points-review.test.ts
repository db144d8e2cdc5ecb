import { describe, expect, it } from 'vitest';
import { fixedKey } from '../../functions/payments/table-guard.ts';
import { dynamoOperatorLedger } from '../../operations/dynamo-operator-ledger.ts';
import { type ReviewLedger, resolveReview } from '../../operations/resolve-review.ts';
import { stripeHeldIntents } from '../../operations/stripe-held-intents.ts';
import { aPaymentRequest, aPaymentRow } from '../doubles/payment-builders.ts';
import { gatewayAt, serveSimulator } from '../harness/gateway-at.ts';
import { paymentsInDynamoDb } from '../harness/payments-in-dynamodb.ts';

type Moment = 'before the look' | 'before the cancellation' | 'before the decision' | 'after the decision';

/** A payment in review whose confirmation is under way, and lands while an operator decides. */
async function resolveWhileConfirming(landing: Moment) {
  const { dynamo, table, ledger, row, now } = await paymentsInDynamoDb();
  const { url, key, captures } = await serveSimulator();
  const gateway = gatewayAt(url, { key });
  const { eventId, orderId } = aPaymentRow();
  const request = aPaymentRequest({ eventId, orderId });
  const created = await gateway.create(request);
  if (created.kind !== 'created') throw new Error(`not created: ${created.kind}`);
  const { intentId } = created;
  await ledger.insert(aPaymentRow({ state: 'IN_REVIEW', intentId, reviewReason: 'it looked odd' }));

  const land = async (moment: Moment) => moment === landing && gateway.confirm(intentId, request);
  const before =
    <Args extends unknown[], Response>(moment: Moment, call: (...args: Args) => Promise<Response>) =>
    async (...args: Args) => {
      await land(moment);
      return call(...args);
    };
  const timeouts = { timeoutMs: 1_000, connectTimeoutMs: 500, listTimeoutMs: 5_000 };
  const { find, cancel, list } = stripeHeldIntents({ url, key: fixedKey(key), ...timeouts });
  const review: ReviewLedger = dynamoOperatorLedger({ dynamo, table });
  const resolve = resolveReview({
    ledger: { find: review.find, resolve: before('before the decision', review.resolve) },
    intents: { find: before('before the look', find), cancel: before('before the cancellation', cancel), list },
    now,
  });
  await resolve({ eventId, by: 'ann', reason: 'the customer asked', dryRun: false });
  await land('after the decision');
  return { state: (await row({ eventId })).state, captures: await captures(eventId) };
}

describe('crash point 19a: an operator decides while a confirmation may still land', () => {
  it.each([
    ['before the look', { state: 'CAPTURED', captures: 1 }],
    ['before the cancellation', { state: 'CAPTURED', captures: 1 }],
    ['before the decision', { state: 'DECLINED', captures: 0 }],
    ['after the decision', { state: 'DECLINED', captures: 0 }],
  ] as const)('decides by the cancellation alone, when it lands %s', async (landing, expected) => {
    expect(await resolveWhileConfirming(landing)).toEqual(expected);
  });
});
