import { describe, expect, it } from 'vitest';
import { readOrderRequest } from '../../../functions/order-api/order-request.ts';
import { Problem } from '../../../functions/platform/problem.ts';
import { anOrderRequest } from '../../doubles/order-builders.ts';

const aLine = (differing: object = {}) => ({ sku: 'tea', quantity: 2, unitAmount: 625, ...differing });
const withLine = (differing: object) => ({ ...anOrderRequest(), lines: [aLine(), aLine(differing)] });
const CARD = '4242424242424242';

/** The fields that the refusal names, as pointers. */
function pointersOf(body: unknown): string[] {
  try {
    readOrderRequest(body);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error).toMatchObject({ status: 422, type: 'invalid-order' });
    return [...new Set((error.details['errors'] as { pointer: string }[]).map(({ pointer }) => pointer))];
  }
  throw new Error('the body was taken');
}

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
    ['customerId', ['', 1, null, {}, 'c'.repeat(129)]],
    ['currency', ['', 'eur', 'EU', 'XXQ', 'EURO', 978, null]],
    ['paymentMethod', ['', 1, null, 'p'.repeat(129)]],
    ['lines', [[], {}, null, 'tea', Array.from({ length: 101 }, () => aLine())]],
  ])('names %s for every wrong value', (field, values) => {
    for (const value of values) expect(pointersOf({ ...anOrderRequest(), [field]: value })).toEqual([`/${field}`]);
  });

  it.each([
    ['sku', ['', 1, null, 's'.repeat(65)]],
    ['quantity', [0, -1, 1.5, '2', null, 10_001, Number.MAX_SAFE_INTEGER + 1]],
    ['unitAmount', [-1, 0.5, '625', null, 100_000_000]],
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
    [1, true],
    [99_999_999, true],
    [0, false],
    [100_000_000, false],
  ])('takes a total of %i minor units: %s', (total, isTaken) => {
    const parts = [Math.floor(total / 2), Math.ceil(total / 2)];
    const body = { ...anOrderRequest(), lines: parts.map((unitAmount) => aLine({ quantity: 1, unitAmount })) };

    if (isTaken) expect(readOrderRequest(body)).toEqual(body);
    else expect(pointersOf(body)).toEqual(['/lines']);
  });
});
