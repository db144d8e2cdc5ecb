import { describe, expect, it } from 'vitest';
import { Problem } from '../../../functions/platform/http-route.ts';
import { aCancelledRow, anOrderRow, orderIdOf, PLACED_AT, TRACEPARENT } from '../../doubles/order-builders.ts';
import { anOrderApi, anOrderApiEvent } from '../../harness/an-order-api.ts';

const ORDER = orderIdOf(1);
const ROUTE = 'POST /orders/{orderId}/cancel';

interface Cancellation {
  readonly span?: string;
  readonly tenant?: string;
  readonly orderId?: string;
  readonly key?: string;
}

function aCancellation({ span = '1111111111111111', tenant, orderId = ORDER, key = 'c1' }: Cancellation = {}) {
  const headers = { 'idempotency-key': key, traceparent: TRACEPARENT.replace('00f067aa0ba902b7', span) };
  return { ...anOrderApiEvent(ROUTE, { headers, orderId, ...(tenant !== undefined && { tenant }) }), body: '' };
}

function anApiWith(row = anOrderRow()) {
  const { rows, route } = anOrderApi();
  rows.set(row.orderId, row);
  const answer = async (event: ReturnType<typeof aCancellation>) => {
    const { statusCode, headers, body = '' } = await route(event);
    return { statusCode, headers, order: JSON.parse(body) };
  };
  return { answer, route, row: () => rows.get(ORDER) };
}

const problemOf = (answer: Promise<unknown>) =>
  answer.then(
    () => undefined,
    (error: unknown) => (error instanceof Problem ? { status: error.status, type: error.type } : error),
  );

describe('POST /orders/{orderId}/cancel', () => {
  it('answers 202 with the order and its cancellation, and asks for the event behind the first one', async () => {
    const { answer, row } = anApiWith();

    const { statusCode, headers, order } = await answer(aCancellation());

    expect({ statusCode, headers }).toEqual({
      statusCode: 202,
      headers: { 'content-type': 'application/json', location: `/orders/${ORDER}` },
    });
    expect(order).toMatchObject({
      status: 'PLACED',
      version: 2,
      cancellation: {
        requestedAt: PLACED_AT,
        event: { id: `${ORDER}.order-cancelled.2`, type: 'chargeonce.order.cancelled.v1', receipt: null },
      },
    });
    expect(row()).toMatchObject({
      sequence: 2,
      outbox: { requeues: 0, entries: { 1: { type: 'order-placed' }, 2: { type: 'order-cancelled' } } },
    });
  });

  it('shows where the event is once the broker has it', async () => {
    const receipt = { topic: 'orders.order-cancelled.v1', partition: 2, offset: 7, acknowledgedAt: PLACED_AT };
    const { answer } = anApiWith(aCancelledRow({ outbox: undefined, receipts: { 2: receipt } }));

    expect((await answer(aCancellation())).order.cancellation.event.receipt).toEqual(receipt);
  });

  it('answers the same to the same request, and to one with another key, and changes nothing', async () => {
    const { answer, row } = anApiWith();
    const first = await answer(aCancellation());
    const saved = row();

    const again = await answer(aCancellation({ span: '2222222222222222' }));
    const withAnotherKey = await answer(aCancellation({ span: '3333333333333333', key: 'c2' }));

    for (const { statusCode, headers, order } of [again, withAnotherKey]) {
      expect(statusCode).toBe(202);
      expect(headers).toHaveProperty('idempotent-replayed', 'true');
      expect(order).toEqual(first.order);
    }
    expect(row()).toBe(saved);
  });

  it('takes its own write, which the SDK has repeated, for the first', async () => {
    const { answer } = anApiWith();
    await answer(aCancellation());

    expect((await answer(aCancellation())).headers).not.toHaveProperty('idempotent-replayed');
  });

  it.each(['PLACED', 'IN_REVIEW', 'PAID'] as const)('opens an order again that is %s', async (status) => {
    const { answer, row } = anApiWith(
      anOrderRow({ status, outbox: undefined, openShard: undefined, openSince: undefined }),
    );

    await answer(aCancellation());

    expect(row()).toMatchObject({ openSince: PLACED_AT, openShard: expect.stringMatching(/^[0-7]$/) });
    expect(row()?.outbox).toEqual({ requeues: 0, entries: { 2: { type: 'order-cancelled' } } });
  });

  it.each(['DECLINED', 'CANCELLED', 'REFUNDED'] as const)('changes nothing of an order that is %s', async (status) => {
    const { answer, row } = anApiWith(anOrderRow({ status, outbox: undefined }));

    const { statusCode, headers, order } = await answer(aCancellation());

    expect({ statusCode, status: order.status, cancellation: order.cancellation }).toEqual({
      statusCode: 202,
      status,
      cancellation: null,
    });
    expect(headers).not.toHaveProperty('idempotent-replayed');
    expect(row()).toEqual(anOrderRow({ status, outbox: undefined }));
  });

  it.each<[string, Cancellation]>([
    ['is not there', { orderId: orderIdOf(2) }],
    ["is another tenant's", { tenant: 'another' }],
    ['can not be an order', { orderId: 'x'.repeat(3_000) }],
  ])('answers 404 where the order %s', async (_situation, differing) => {
    const { route, row } = anApiWith();

    expect(await problemOf(route(aCancellation(differing)))).toEqual({ status: 404, type: 'no-order' });
    expect(row()).toEqual(anOrderRow());
  });

  it('answers 400 without a key', async () => {
    const { route, row } = anApiWith();

    expect(await problemOf(route(aCancellation({ key: '' })))).toEqual({
      status: 400,
      type: 'idempotency-key-required',
    });
    expect(row()).toEqual(anOrderRow());
  });

  it.each(['{"amount":500}', '[]', 'x', '"', '{', 'null'])('answers 422 to a body such as %s', async (body) => {
    const { route, row } = anApiWith();

    for (const event of [
      { ...aCancellation(), body },
      { ...aCancellation(), body: Buffer.from(body).toString('base64'), isBase64Encoded: true },
    ])
      expect(await problemOf(route(event))).toEqual({ status: 422, type: 'unexpected-body' });
    expect(row()).toEqual(anOrderRow());
  });

  it.each(['', ' ', '{}', '{}\n'])('takes %j for no body', async (body) => {
    const { answer } = anApiWith();

    expect((await answer({ ...aCancellation(), body })).statusCode).toBe(202);
  });
});
