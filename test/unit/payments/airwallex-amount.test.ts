import { describe, expect, it } from 'vitest';
import { GATEWAY_CURRENCIES } from '../../../functions/contracts/money.ts';
import { fromAirwallexAmount, toAirwallexAmount } from '../../../functions/payments/airwallex-amount.ts';

const jsonOf = (currency: string, amount: number) => {
  const written = toAirwallexAmount({ currency, amount });
  return written.kind === 'expressible' ? JSON.stringify(written.amount) : written.kind;
};

describe('write an amount for Airwallex', () => {
  it.each([
    ['EUR', 1, '0.01'],
    ['EUR', 10, '0.1'],
    ['EUR', 99, '0.99'],
    ['EUR', 1_250, '12.5'],
    ['EUR', 29, '0.29'],
    ['EUR', 114_115, '1141.15'],
    ['USD', 999_999_999_999, '9999999999.99'],
    ['JPY', 500, '500'],
    ['KWD', 1_001, '1.001'],
    ['KWD', 5, '0.005'],
    ['HUF', 125_000, '1250'],
    ['UGX', 3_000, '3000'],
    ['ISK', 7, '7'],
  ])('writes %s %i in major units: %s', (currency, amount, json) => {
    expect(jsonOf(currency, amount)).toBe(json);
  });

  it.each([
    ['a currency that it does not take', 'XTS', 100],
    ['a fraction that it does not take', 'HUF', 125_050],
    ['nothing', 'EUR', 0],
    ['less than nothing', 'EUR', -1],
    ['part of a cent', 'EUR', 0.5],
    ['more digits than a JSON number keeps', 'EUR', 1_234_567_890_123_456],
  ])('refuses %s', (_what, currency, amount) => {
    expect(toAirwallexAmount({ currency, amount })).toMatchObject({ kind: 'refused' });
  });

  it('is read as what was written, digit by digit, in every currency that the API knows', () => {
    const amounts = [1, 9, 10, 29, 57, 99, 100, 101, 1_000, 1_010, 4_503, 99_999_999, 123_456_789_000, 999_999_999_999];
    for (const currency of GATEWAY_CURRENCIES.keys())
      for (const amount of amounts) {
        const written = toAirwallexAmount({ currency, amount });
        if (written.kind === 'refused') continue;
        const wire: unknown = JSON.parse(JSON.stringify({ amount: written.amount })).amount;
        expect(fromAirwallexAmount({ currency, amount: Number(wire) })).toBe(amount);
      }
  });

  it('reads no amount that is no whole number of minor units', () => {
    for (const amount of [0.001, 1.005, -1, 1e21, Number.NaN])
      expect(fromAirwallexAmount({ currency: 'EUR', amount })).toBeUndefined();
    expect(fromAirwallexAmount({ currency: 'XTS', amount: 1 })).toBeUndefined();
  });

  it('counts each currency as the API does', () => {
    for (const [currency, { isoDecimals }] of GATEWAY_CURRENCIES) {
      const one = fromAirwallexAmount({ currency, amount: 1 });
      if (one !== undefined) expect([currency, one]).toEqual([currency, 10 ** isoDecimals]);
    }
  });
});
