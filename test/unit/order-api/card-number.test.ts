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

const digits = (length: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length });
const cards = fc
  .constantFrom<[prefix: string, length: number]>(
    ['4', 13],
    ['4', 16],
    ['4', 19],
    ['51', 16],
    ['2720', 16],
    ['34', 15],
    ['37', 15],
    ['36', 14],
    ['6011', 16],
    ['649', 16],
    ['62', 19],
    ['3589', 16],
    ['5018', 13],
    ['6759', 18],
    ['2204', 16],
  )
  .chain(([prefix, length]) =>
    digits(length - prefix.length - 1).map((account) => [...Array.from(prefix, Number), ...account]),
  )
  .map((payload) => ({ payload, check: checkDigit(payload) }))
  .filter(({ payload, check }) => payload.length !== 12 || check !== eanDigit(payload));
const separators = fc.array(fc.constantFrom('', ' ', '-', '.', '\u00a0', '\t', '\u2013', '\u200b', '/'), {
  minLength: 20,
  maxLength: 20,
});
const written = (number: readonly number[], between: readonly string[]) =>
  number.map((digit, place) => `${digit}${place < number.length - 1 ? between[place] : ''}`).join('');
const eanDigit = (payload: readonly number[]) =>
  (10 - (payload.reduce((sum, digit, place) => sum + digit * (place % 2 === 0 ? 1 : 3), 0) % 10)) % 10;

/** Another digit of the same value: full-width, Arabic, Devanagari, bold. */
const ZEROS = [0xff10, 0x0660, 0x0966, 0x1d7ce];

describe('find a card number in a text', () => {
  it('finds every valid one of an issuer, whatever parts its digits, between other text', () => {
    fc.assert(
      fc.property(cards, separators, ({ payload, check }, between) => {
        const number = written([...payload, check], between);
        expect(holdsCardNumber(number)).toBe(true);
        expect(holdsCardNumber(`card:${number}.`)).toBe(true);
      }),
    );
  });

  it.each(ZEROS)('finds one in the digits from U+%i on', (zero) => {
    const text = Array.from('4242424242424242', (digit) => String.fromCodePoint(zero + Number(digit))).join('');

    expect(holdsCardNumber(text)).toBe(true);
  });

  it('finds none where one digit is wrong', () => {
    fc.assert(
      fc.property(cards, fc.integer({ min: 1, max: 9 }), ({ payload, check }, off) => {
        expect(holdsCardNumber(written([...payload, (check + off) % 10], []))).toBe(false);
      }),
    );
  });

  it('finds none in valid sums that are shorter or longer than a card number', () => {
    fc.assert(
      fc.property(fc.constantFrom(11, 19, 20, 30).chain(digits), (payload) => {
        const number = [4, ...payload.slice(1)];
        expect(holdsCardNumber(written([...number, checkDigit(number)], []))).toBe(false);
      }),
    );
  });

  it('takes less than three seconds for the longest order', () => {
    const begun = performance.now();

    holdsCardNumber('4 '.repeat(8_192));

    expect(performance.now() - begun).toBeLessThan(3_000);
  });
});

describe("let pass other numbers of a card's length", () => {
  const RUNS = 100_000;
  const randomly = fc.sample(fc.integer({ min: 13, max: 19 }).chain(digits), { numRuns: RUNS, seed: 1 });

  it('refuses less than 2 % of random ids of 13 to 19 digits', () => {
    const refused = randomly.filter((id) => holdsCardNumber(id.join('')));

    expect(refused.length / RUNS).toBeLessThan(0.02);
  });

  it.each<[what: string, of: (id: readonly number[]) => string]>([
    ['EAN-13', (id) => [...id.slice(0, 12), eanDigit(id.slice(0, 12))].join('')],
    ['EAN-13 of Germany', (id) => [4, ...id.slice(0, 11), eanDigit([4, ...id.slice(0, 11)])].join('')],
    ['IMEI', (id) => imei([3, 5, ...id.slice(0, 12)])],
    ['IMEI', (id) => imei([8, 6, ...id.slice(0, 12)])],
    ['milliseconds since 1970', (id) => `17${id.slice(0, 11).join('')}`],
    ['microseconds since 1970', (id) => `17${[...id, ...id].slice(0, 14).join('')}`],
    ['a date and a time', (id) => new Date(1.7e12 + Number(id.slice(0, 11).join(''))).toISOString().replace('T', ' ')],
    ['a phone number', (id) => `+49 ${id.slice(0, 4).join('')} ${id.slice(4, 11).join('')}`],
  ])('refuses none that is %s', (_what, of) => {
    expect(randomly.slice(0, 10_000).map(of).filter(holdsCardNumber)).toEqual([]);
  });

  const imei = (payload: readonly number[]) => [...payload, checkDigit(payload)].join('');

  it.each([
    '5 4242 4242 4242 4242',
    '4242424242424242 12',
    '4242424242424242',
    '4242 4242 4242 4242',
    '3782-822463-10005',
    'a4242424242424242b',
    '4242.4242.4242.4242',
    '4222222222222',
    '6759649826438453',
    '④②④②④②④②④②④②④②④②',
  ])('finds %s', (text) => {
    expect(holdsCardNumber(text)).toBe(true);
  });

  it.each(['', 'pm_card_visa', 'cus_1', '2026-01-01', '4242a4242a4242a4242', '5449000000996'])(
    'finds none in %j',
    (text) => {
      expect(holdsCardNumber(text)).toBe(false);
    },
  );
});
