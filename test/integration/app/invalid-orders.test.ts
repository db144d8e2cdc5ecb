import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { anOrderRequest } from '../../doubles/order-builders.ts';
import { ordersClient } from '../../harness/orders-client.ts';

const orders = ordersClient(inject('app'));
const line = { sku: 'tea', quantity: 2, unitAmount: 625 };
const without = (field: string) =>
  Object.fromEntries(Object.entries(anOrderRequest()).filter(([name]) => name !== field));
const withLine = (differing: object) => ({ ...anOrderRequest(), lines: [{ ...line, ...differing }] });
const withField = (differing: object) => ({ ...anOrderRequest(), ...differing });

describe('a field is wrong, missing or unknown', () => {
  it.each([
    ['a field is missing', without('customerId'), ['/customerId']],
    ['every field is missing', {}, ['/customerId', '/currency', '/paymentMethod', '/lines']],
    ['a field is null', withField({ currency: null }), ['/currency']],
    ['the body is a list', [], ['']],
    ['the body is null', null, ['']],
    ['a field is unknown', withField({ total: 5 }), ['/total']],
    ['the total is sent', withField({ totalAmount: 1_250 }), ['/totalAmount']],
    ['the tenant is sent', withField({ tenant: 'acme' }), ['/tenant']],
    ['a name must be escaped in a pointer', withField({ 'a/b~c': 1 }), ['/a~1b~0c']],
    ['the customer is empty', withField({ customerId: '' }), ['/customerId']],
    ['the customer is too long', withField({ customerId: 'c'.repeat(129) }), ['/customerId']],
    ['the gateway does not take the currency', withField({ currency: 'IQD' }), ['/currency']],
    ['the currency is in lower case', withField({ currency: 'eur' }), ['/currency']],
    ['there is no such currency', withField({ currency: 'EUX' }), ['/currency']],
    ['the customer has a lone surrogate', withField({ customerId: 'c\ud800' }), ['/customerId']],
    ['the customer has a control character', withField({ customerId: 'c\u0000' }), ['/customerId']],
    ['the payment method is a number', withField({ paymentMethod: 4 }), ['/paymentMethod']],
    ['the payment method has a lone surrogate', withField({ paymentMethod: 'pm_\ud800' }), ['/paymentMethod']],
    ['the payment method has a space', withField({ paymentMethod: 'pm 1' }), ['/paymentMethod']],
    ["the gateway's customer is none", withField({ gatewayCustomer: 'customer-1' }), ['/gatewayCustomer']],
    ['there is no line', withField({ lines: [] }), ['/lines']],
    ['there are too many lines', withField({ lines: Array.from({ length: 101 }, () => line) }), ['/lines']],
    ['a line has an unknown field', withLine({ discount: 1 }), ['/lines/0/discount']],
    ['a line has no sku', withLine({ sku: '' }), ['/lines/0/sku']],
    ['the sku is too long', withLine({ sku: 's'.repeat(65) }), ['/lines/0/sku']],
    ['the quantity is zero', withLine({ quantity: 0 }), ['/lines/0/quantity']],
    ['the quantity is a text', withLine({ quantity: '2' }), ['/lines/0/quantity']],
    ['the quantity is a fraction', withLine({ quantity: 1.5 }), ['/lines/0/quantity']],
    ['the amount is negative', withLine({ unitAmount: -1 }), ['/lines/0/unitAmount']],
    ['the amount is a fraction', withLine({ unitAmount: 6.25 }), ['/lines/0/unitAmount']],
    ['the amount is too large', withLine({ unitAmount: 1_000_000_000_000 }), ['/lines/0/unitAmount']],
    ['two lines are wrong', withField({ lines: [line, { sku: 'tea' }] }), ['/lines/1/quantity', '/lines/1/unitAmount']],
    ['the total is zero', withLine({ unitAmount: 0 }), ['/lines']],
    ['the total is too small', withLine({ quantity: 1, unitAmount: 49 }), ['/lines']],
    ['the total is too large', withLine({ quantity: 10_000, unitAmount: 10_000 }), ['/lines']],
    [
      'the total is no multiple of ten',
      { ...withLine({ quantity: 1, unitAmount: 5_124 }), currency: 'KWD' },
      ['/lines'],
    ],
    ['the body is nested too deeply', JSON.parse(`${'['.repeat(4_000)}${']'.repeat(4_000)}`), ['/0'.repeat(8), '']],
  ])('answers 422 and names the fields: %s', async (_, body, pointers) => {
    expect(await pointersOf(body)).toEqual(pointers);
  });

  it('takes __proto__ for a field like any other', async () => {
    const body = JSON.stringify(anOrderRequest()).replace('{', '{"__proto__":{"currency":"EUR"},');

    expect((await orders.send(body)).status).toBe(422);
  });
});

describe('an order id that is none', () => {
  it.each(['ord_1', 'o'.repeat(2_049)])('answers 404: %s', async (orderId) => {
    expect((await orders.get(orderId)).status).toBe(404);
  });
});

describe('card-number-like digits', () => {
  const VISA = '4242424242424242';

  it.each([
    ['bare', withField({ customerId: VISA }), ['/customerId']],
    ['with spaces', withField({ customerId: '4242 4242 4242 4242' }), ['/customerId']],
    ['with hyphens, inside a text', withLine({ sku: 'card 4242-4242-4242-4242!' }), ['/lines/0/sku']],
    ['13 digits', withField({ customerId: '4222222222222' }), ['/customerId']],
    ['19 digits', withField({ customerId: '6304000000000000000' }), ['/customerId']],
    ['in an unknown field', withField({ card: { number: VISA } }), ['/card/number', '/card']],
  ])('answer 422 and name the field: %s', async (_, body, pointers) => {
    expect(await pointersOf(body)).toEqual(pointers);
  });

  it('are never quoted', async () => {
    const { body } = await orders.post(withField({ customerId: VISA }));

    expect(JSON.stringify(body)).not.toContain(VISA);
  });

  it.each([
    ['a wrong check digit', '4242424242424241'],
    ['12 digits', '424242424242'],
    ['20 digits', '42424242424242424242'],
  ])('may have %s', async (_, customerId) => {
    expect((await orders.post(withField({ customerId }))).status).toBe(202);
  });
});

interface InvalidOrder {
  readonly type: string;
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[];
}

async function pointersOf(order: unknown) {
  const { status, body } = await orders.call<InvalidOrder>('/orders', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(order),
  });
  expect({ status, type: body.type }).toEqual({ status: 422, type: 'https://chargeonce.dev/problems/invalid-order' });
  expect(body.errors.map(({ detail }) => detail)).not.toContain('');
  return body.errors.map(({ pointer }) => pointer);
}
