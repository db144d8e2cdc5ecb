import { describe, expect, inject, it } from 'vitest';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import { ordersClient } from '../../harness/orders-client.ts';

const orders = ordersClient(inject('app'));
const VISA = '4242424242424242';

const invalid = (...pointers: readonly string[]) => ({
  status: 422,
  body: {
    type: 'https://chargeonce.dev/problems/invalid-order',
    errors: pointers.map((pointer) => ({ pointer, detail: expect.stringMatching(/./) })),
  },
});

// Every wrong value of every field: test/unit/order-api/order-request.test.ts and card-number.test.ts.
describe('an order that is not valid', () => {
  it('is answered 422 with a pointer to each wrong, missing or unknown field', async () => {
    const lines = [{ sku: 'tea', unitAmount: 625 }];

    expect(await orders.post({ ...anOrderRequest(), currency: 'eur', lines, total: 5 })).toMatchObject(
      invalid('/currency', '/lines/0/quantity', '/total'),
    );
  });

  it('is answered 422 where it holds a card number, which is not quoted', async () => {
    const answer = await orders.post({ ...anOrderRequest(), customerId: VISA });

    expect(answer).toMatchObject(invalid('/customerId'));
    expect(JSON.stringify(answer.body)).not.toContain(VISA);
  });

  it('takes __proto__ for an unknown field like any other', async () => {
    const body = JSON.stringify(anOrderRequest()).replace('{', '{"__proto__":{"currency":"EUR"},');

    expect(await orders.send(body)).toMatchObject(invalid('/__proto__'));
  });
});
