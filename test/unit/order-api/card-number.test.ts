import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsCardNumber } from '../../../functions/order-api/card-number.ts';

/** The Luhn check digit as ISO/IEC 7812-1 describes it. */
function checkDigit(digits: readonly number[]): number {
  let sum = 0;
  for (const [place, digit] of digits.toReversed().entries())
    sum += place % 2 === 0 ? Math.floor((digit * 2) / 10) + ((digit * 2) % 10) : digit;
  return (10 - (sum % 10)) % 10;
}

const payloads = (minLength: number, maxLength: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength, maxLength });
const separators = fc.array(fc.constantFrom('', ' ', '-'), { minLength: 20, maxLength: 20 });
const written = (digits: readonly number[], between: readonly string[]) =>
  digits.map((digit, place) => `${digit}${place < digits.length - 1 ? between[place] : ''}`).join('');

describe('find a card number in a text', () => {
  it('finds every valid one of 13 to 19 digits, however spaces and hyphens part it, between other text', () => {
    fc.assert(
      fc.property(payloads(12, 18), separators, (payload, between) => {
        const number = written([...payload, checkDigit(payload)], between);
        expect(holdsCardNumber(number)).toBe(true);
        expect(holdsCardNumber(`card:${number}.`)).toBe(true);
      }),
    );
  });

  it('finds none where one digit is wrong', () => {
    fc.assert(
      fc.property(payloads(12, 18), fc.integer({ min: 1, max: 9 }), (payload, off) => {
        expect(holdsCardNumber(written([...payload, (checkDigit(payload) + off) % 10], []))).toBe(false);
      }),
    );
  });

  it('finds none in valid sums that are shorter or longer than a card number', () => {
    fc.assert(
      fc.property(fc.oneof(payloads(1, 11), payloads(19, 30)), (payload) => {
        expect(holdsCardNumber(written([...payload, checkDigit(payload)], []))).toBe(false);
      }),
    );
  });

  it.each([
    '5 4242 4242 4242 4242',
    '4242424242424242 12',
    '4242424242424242',
    '4242 4242 4242 4242',
    '3782-822463-10005',
    'a4242424242424242b',
  ])('finds %s', (text) => {
    expect(holdsCardNumber(text)).toBe(true);
  });

  it.each(['', 'pm_card_visa', 'cus_1', '2026-01-01', '4242/4242/4242/4242'])('finds none in %j', (text) => {
    expect(holdsCardNumber(text)).toBe(false);
  });
});
