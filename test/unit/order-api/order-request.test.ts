import { describe, expect, it } from 'vitest';
import { readOrderRequest } from '../../../functions/order-api/order-request.ts';
import { Problem } from '../../../functions/platform/http-route.ts';
import { anOrderRequest } from '../../doubles/order-builders.ts';

const aLine = (differing: object = {}) => ({ sku: 'tea', quantity: 2, unitAmount: 625, ...differing });
const withLine = (differing: object) => ({ ...anOrderRequest(), lines: [aLine(), aLine(differing)] });
const CARD = '4242424242424242';

/** What the refusal names. */
function errorsOf(body: unknown): { pointer: string; detail: string }[] {
  try {
    readOrderRequest(body);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error).toMatchObject({ status: 422, type: 'invalid-order' });
    return error.details['errors'] as { pointer: string; detail: string }[];
  }
  throw new Error('the body was taken');
}

const pointersOf = (body: unknown) => [...new Set(errorsOf(body).map(({ pointer }) => pointer))];

describe('read an order', () => {
  it('takes a valid one as it is', () => {
    expect(readOrderRequest(anOrderRequest())).toEqual(anOrderRequest());
  });

  it.each(['customerId', 'currency', 'paymentMethod', 'lines'])('names %s where it is missing', (field) => {
    expect(pointersOf({ ...anOrderRequest(), [field]: undefined })).toEqual([`/${field}`]);
  });

  it.each(['sku', 'quantity', 'unitAmount'])("names a line's %s where it is missing", (field) => {
    expect(pointersOf(withLine({ [field]: undefined }))).toEqual([`/lines/1/${field}`]);
  });

  it.each([
    ['customerId', ['', 1, null, {}, 'c'.repeat(129), 'c\ud800', '\udc00', 'c\u0000', 'c\n', 'c\u0085']],
    ['currency', ['', 'eur', 'EU', 'XXQ', 'EURO', 978, null]],
    ['paymentMethod', ['', 1, null, 'p'.repeat(129), 'pm_\ud800', 'pm 1', 'pm_1\n', 'pm_\u0000', 'pm_ü', '\u007f']],
    [
      'gatewayCustomer',
      ['', 1, null, 'cus_', '1', 'xcus_1', 'cus_1 ', 'cus_1\n', 'cus_\ud800', `cus_${'1'.repeat(121)}`],
    ],
    ['lines', [[], {}, null, 'tea', Array.from({ length: 101 }, () => aLine())]],
  ])('names %s for every wrong value', (field, values) => {
    for (const value of values) expect(pointersOf({ ...anOrderRequest(), [field]: value })).toEqual([`/${field}`]);
  });

  it.each([
    ['sku', ['', 1, null, 's'.repeat(65), 's\ud800', 's\u0000', 's\t']],
    ['quantity', [0, -1, 1.5, '2', null, 10_001, Number.MAX_SAFE_INTEGER + 1]],
    ['unitAmount', [-1, 0.5, '625', null, 1_000_000_000_000]],
  ])("names a line's %s for every wrong value", (field, values) => {
    for (const value of values) expect(pointersOf(withLine({ [field]: value }))).toEqual([`/lines/1/${field}`]);
  });

  it.each([[null], [[]], ['text'], [1], [true]])('refuses the body %j as a whole', (body) => {
    expect(pointersOf(body)).toEqual(['']);
  });

  it('names every wrong field at once', () => {
    const body = { ...withLine({ quantity: 0 }), currency: 'euro', extra: 1 };

    expect(new Set(pointersOf(body))).toEqual(new Set(['/currency', '/extra', '/lines/1/quantity']));
  });

  it.each([
    ['totalAmount', '/totalAmount'],
    ['tenant', '/tenant'],
    ['a/b~c', '/a~1b~0c'],
    ['__proto__', '/__proto__'],
    ['constructor', '/constructor'],
    ['', '/'],
  ])('names the unknown field %j', (name, pointer) => {
    const body: unknown = JSON.parse(`{${JSON.stringify(name)}:1,${JSON.stringify(anOrderRequest()).slice(1)}`);

    expect(pointersOf(body)).toEqual([pointer]);
  });

  it('names an unknown field of a line', () => {
    expect(pointersOf(withLine({ discount: 1 }))).toEqual(['/lines/1/discount']);
  });

  it.each([
    ['a field', { ...anOrderRequest(), customerId: CARD }, '/customerId'],
    ['a field, with spaces', { ...anOrderRequest(), paymentMethod: '4242 4242-4242 4242' }, '/paymentMethod'],
    ["a line's field", withLine({ sku: CARD }), '/lines/1/sku'],
    ['an unknown field', { ...anOrderRequest(), note: { to: [CARD] } }, '/note/to/0'],
  ])('refuses a card number in %s', (_where, body, pointer) => {
    expect(pointersOf(body)).toContain(pointer);
  });

  it.each([
    ['customer in any script', { customerId: 'Zoë 顾客 🛒' }],
    ['payment method of printable ASCII', { paymentMethod: 'tok:1/a+b=~!' }],
    ['customer of the gateway', { gatewayCustomer: `cus_${'a'.repeat(120)}` }],
    ['sku with spaces', { lines: [aLine({ sku: 'green tea, 50 g' })] }],
  ])('takes a %s', (_what, differing) => {
    const body = anOrderRequest(differing);

    expect(readOrderRequest(body)).toEqual(body);
  });
});

describe('bound what is searched and what is answered', () => {
  it.each([
    ['lists', `${'['.repeat(8_000)}${']'.repeat(8_000)}`],
    ['objects', `${'{"a":'.repeat(2_500)}1${'}'.repeat(2_500)}`],
    ['lists in a field', `{"lines":${'['.repeat(4_000)}${']'.repeat(4_000)}}`],
  ])('refuses deeply nested %s', (_what, json) => {
    expect(errorsOf(JSON.parse(json))).toContainEqual({
      pointer: expect.stringMatching(/^(\/\w+){8}$/),
      detail: 'is nested more than 8 levels deep',
    });
  });

  it('names at most 100 wrong fields, so that no answer is too large to be sent', () => {
    const body = { ...anOrderRequest(), ['~'.repeat(8_000)]: Array.from({ length: 400 }, () => CARD) };

    expect(errorsOf(body)).toHaveLength(100);
  });
});

describe('refuse an amount that the payment gateway cannot express', () => {
  const anOrderOf = (currency: string, total: number) => {
    const parts = [Math.floor(total / 2), Math.ceil(total / 2)];
    return anOrderRequest({ currency, lines: parts.map((unitAmount) => aLine({ quantity: 1, unitAmount })) });
  };

  // Every limit: test/unit/contracts/gateway-money.test.ts.
  it('takes the least that the gateway takes', () => {
    expect(readOrderRequest(anOrderOf('EUR', 50))).toEqual(anOrderOf('EUR', 50));
  });

  it('refuses a total that is none of its amounts, and names the limits', () => {
    expect(errorsOf(anOrderOf('EUR', 49))).toEqual([
      {
        pointer: '/lines',
        detail: 'the total 49 is too small: the payment gateway takes 50 to 99999999 minor units of EUR',
      },
    ]);
  });

  it('refuses a currency that the gateway does not take', () => {
    expect(errorsOf(anOrderOf('IQD', 1_000))).toEqual([
      { pointer: '/currency', detail: 'the payment gateway does not take IQD' },
    ]);
  });

  it('refuses a total beyond what a number can hold', () => {
    const lines = Array.from({ length: 100 }, () => aLine({ quantity: 10_000, unitAmount: 999_999_999_999 }));

    expect(pointersOf(anOrderRequest({ currency: 'IDR', lines }))).toEqual(['/lines']);
  });
});
