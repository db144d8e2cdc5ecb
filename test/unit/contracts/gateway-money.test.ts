import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Amount,
  Currency,
  fromGatewayAmount,
  GATEWAY_CURRENCIES,
  toGatewayAmount,
} from '../../../functions/contracts/money.ts';

const currencies = [...GATEWAY_CURRENCIES];
const codesWhere = (matches: (known: (typeof currencies)[number][1]) => boolean) =>
  currencies.flatMap(([code, known]) => (matches(known) ? [code] : [])).sort();

describe('the table of currencies', () => {
  it('has the 139 of the gateway, and what ISO 4217 and the gateway each count them in', () => {
    expect(currencies).toHaveLength(139);
    expect(codesWhere(({ isoDecimals }) => isoDecimals === 0).join(' ')).toBe(
      'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
    );
    expect(codesWhere(({ decimals }) => decimals === 0).join(' ')).toBe(
      'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF',
    );
    expect(codesWhere(({ isoDecimals }) => isoDecimals === 3)).toEqual(codesWhere(({ decimals }) => decimals === 3));
  });

  it.each(currencies)('gives %s limits that are amounts of it, and that an order can have', (code, known) => {
    for (const limit of [known.minimum, known.maximum]) {
      const amount = fromGatewayAmount({ currency: code, amount: limit });
      expect(limit % known.multipleOf).toBe(0);
      expect(Amount.safeParse(amount).success).toBe(true);
    }
    expect(known.minimum).toBeLessThan(known.maximum);
    expect(Currency.safeParse(code).success).toBe(true);
  });

  it.each([
    ['EUR', { minimum: 50, maximum: 99_999_999 }],
    ['GBP', { minimum: 30, maximum: 99_999_999 }],
    ['HUF', { minimum: 17_500, maximum: 99_999_999 }],
    ['XCG', { minimum: 1, maximum: 99_999_999 }],
    ['IDR', { minimum: 50, maximum: 999_999_999_999 }],
    ['COP', { minimum: 50, maximum: 9_999_999_999 }],
    ['INR', { minimum: 50, maximum: 999_999_999 }],
    ['ISK', { minimum: 100, maximum: 99_999_900 }],
    ['KWD', { minimum: 10, maximum: 99_999_990 }],
  ])('has the limits of %s', (code, limits) => {
    expect(GATEWAY_CURRENCIES.get(code)).toMatchObject(limits);
  });
});

describe("convert an order's amount into the gateway's", () => {
  it.each([
    ['EUR', 1_250, 1_250],
    ['JPY', 1_250, 1_250],
    ['ISK', 5, 500],
    ['UGX', 999_999, 99_999_900],
    ['MGA', 150_000, 1_500],
    ['KWD', 5_120, 5_120],
    ['IDR', 999_999_999_999, 999_999_999_999],
  ])('sends %s %i as %i', (currency, amount, sent) => {
    expect(toGatewayAmount({ currency, amount })).toEqual({ kind: 'expressible', amount: sent });
  });

  it.each([
    ['EUR', 49, '49 is too small: the payment gateway takes 50 to 99999999 minor units of EUR'],
    ['EUR', 0, '0 is too small: the payment gateway takes 50 to 99999999 minor units of EUR'],
    ['UGX', 1_000_000, '1000000 is too large: the payment gateway takes 1 to 999999 minor units of UGX'],
    [
      'KWD',
      5_124,
      '5124 is no such multiple: the payment gateway takes 10 to 99999990 minor units of KWD, in multiples of 10',
    ],
    [
      'MGA',
      150_050,
      '150050 is no such multiple: the payment gateway takes 100 to 9999999900 minor units of MGA, in multiples of 100',
    ],
    ['IQD', 1_000, 'the payment gateway does not take IQD'],
    ['eur', 1_250, 'the payment gateway does not take eur'],
  ])('refuses %s %d and says why', (currency, amount, reason) => {
    expect(toGatewayAmount({ currency, amount })).toEqual({ kind: 'refused', reason });
  });

  it.each([0.5, 50.5, Number.NaN, Number.POSITIVE_INFINITY, -50])('refuses %d, which is no amount', (amount) => {
    expect(toGatewayAmount({ currency: 'EUR', amount }).kind).toBe('refused');
  });

  it.each(currencies)(
    'gives back each amount of %s that it sends, and refuses exactly the others',
    (currency, known) => {
      const minorUnits = (sent: number) => Math.round(sent * 10 ** (known.isoDecimals - known.decimals));
      const [minimum, maximum, step] = [known.minimum, known.maximum, known.multipleOf].map(minorUnits) as [
        number,
        number,
        number,
      ];
      const edges = [minimum, maximum].flatMap((limit) => [limit - step, limit - 1, limit, limit + 1, limit + step]);

      fc.assert(
        fc.property(fc.integer({ min: 0, max: maximum }), (amount) => {
          const result = toGatewayAmount({ currency, amount });

          const isTaken = amount >= minimum && amount <= maximum && amount % step === 0;
          if (result.kind === 'expressible') {
            expect(isTaken).toBe(true);
            expect(result.amount % known.multipleOf).toBe(0);
            expect(fromGatewayAmount({ currency, amount: result.amount })).toBe(amount);
          } else {
            expect(isTaken).toBe(false);
            expect(result.reason).toMatch(/ is (too small|too large|no such multiple): .* takes \d+ to \d+ /);
          }
        }),
        { examples: edges.map((amount) => [amount] as const) },
      );
    },
  );
});

describe("convert the gateway's amount into an order's", () => {
  it.each([
    ['EUR', 1_250, 1_250],
    ['ISK', 500, 5],
    ['ISK', 550, undefined],
    ['MGA', 1_500, 150_000],
    ['KWD', 5_124, 5_124],
    ['EUR', 0.5, undefined],
    ['IQD', 1_000, undefined],
  ])('reads %s %d as %s', (currency, amount, minorUnits) => {
    expect(fromGatewayAmount({ currency, amount })).toBe(minorUnits);
  });
});
