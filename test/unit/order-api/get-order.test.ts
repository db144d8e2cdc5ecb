import { describe, expect, it } from 'vitest';
import { findOrder, getOrder } from '../../../functions/order-api/get-order.ts';
import { anOrderRow, orderIdOf, PLACED_AT } from '../../doubles/order-builders.ts';
import { anOrderApi, anOrderApiEvent } from '../../harness/an-order-api.ts';

const receipt = { topic: 'orders.order-placed.v1', partition: 2, offset: 7, acknowledgedAt: PLACED_AT };

const aGet = (headers = {}, tenant = 'local') =>
  anOrderApiEvent('GET /orders/{orderId}', { headers, tenant, orderId: orderIdOf(1) });

describe('GET /orders/{orderId}', () => {
  it('answers the order with its version as ETag', async () => {
    const { rows, route } = anOrderApi();
    const payment = { state: 'CAPTURED', gatewayReference: 'pi_1', decidedAt: PLACED_AT, declineCode: null } as const;
    rows.set(orderIdOf(1), anOrderRow({ status: 'PAID', version: 3, receipt, payment }));

    const answer = await route(aGet());

    expect(answer).toMatchObject({ statusCode: 200, headers: { etag: '"3"' } });
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ status: 'PAID', version: 3, event: { receipt }, payment });
    expect(JSON.parse(answer.body ?? '')).not.toHaveProperty('paymentMethod');
  });

  it.each(['"3"', 'W/"3"', '*', '"1", "3"', 'W/"1",W/"3"'])('answers 304 to If-None-Match: %s', async (tags) => {
    const { rows, route } = anOrderApi();
    rows.set(orderIdOf(1), anOrderRow({ version: 3 }));

    expect(await route(aGet({ 'if-none-match': tags }))).toEqual({ statusCode: 304, headers: { etag: '"3"' } });
  });

  it.each(['"2"', '3', '"33"', '', '"2", "4"', 'w/"3"'])('answers 200 to If-None-Match: %s', async (tags) => {
    const { rows, route } = anOrderApi();
    rows.set(orderIdOf(1), anOrderRow({ version: 3 }));

    expect(await route(aGet({ 'if-none-match': tags }))).toMatchObject({ statusCode: 200 });
  });

  it.each([
    ['empty', ''],
    ['too short', 'ord_1'],
    ['longer than a key of the table may be', 'o'.repeat(2_049)],
    ['an order id and a line break', `${orderIdOf(1)}\n`],
    ['an order id behind a letter', `x${orderIdOf(1)}`],
  ])('answers 404 to an id that is %s, and does not ask the table', async (_form, orderId) => {
    const find = findOrder({ orders: { find: () => Promise.reject(new Error('the table was asked')) } });
    const route = getOrder({ find, tenantClaim: 'tenant' });

    await expect(route(anOrderApiEvent('GET /orders/{orderId}', { orderId }))).rejects.toMatchObject({
      status: 404,
      type: 'no-order',
    });
  });

  it("answers 404 for an order that is not there and, likewise, for another tenant's, whatever its ETag", async () => {
    const { rows, route } = anOrderApi();
    const absent = await route(aGet()).catch((error: unknown) => error);
    rows.set(orderIdOf(1), anOrderRow());

    const foreign = await route(aGet({ 'if-none-match': '*' }, 'other')).catch((error: unknown) => error);

    expect(absent).toMatchObject({ status: 404, type: 'no-order' });
    expect(foreign).toEqual(absent);
  });
});
