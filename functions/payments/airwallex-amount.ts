import type { GatewayAmount, Money } from '../contracts/money.ts';

interface Notation {
  /** Of the currency by ISO 4217, in which orders are counted. */
  readonly isoDecimals: number;
  /** How many the gateway takes; an amount that needs more is refused. */
  readonly decimals: number;
}

const NOTATIONS: readonly (Notation & { readonly codes: string })[] = [
  {
    isoDecimals: 2,
    decimals: 2,
    codes: `
      AED ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BWP BYN BZD CAD CHF CNY COP CRC CVE CZK DKK DOP
      DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG ILS INR JMD KES KGS KHR KYD KZT LAK LBP LKR MAD MDL
      MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD
      SCR SEK SGD SHP SLE SOS SRD SZL THB TOP TRY TTD TZS UAH USD UYU UZS WST XCD XCG YER ZAR ZMW`,
  },
  { isoDecimals: 2, decimals: 0, codes: 'HUF IDR MGA TWD' },
  { isoDecimals: 0, decimals: 0, codes: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF' },
  { isoDecimals: 3, decimals: 3, codes: 'BHD JOD KWD OMR TND' },
];

/**
 * What of our currencies the gateway takes, by upper-case code.
 *
 * Source: the supported currencies of https://www.airwallex.com/docs/payments__supported-currencies. Where Airwallex's own plugin
 * for Magento counts fewer decimals (`CURRENCY_TO_DECIMAL`, as of September 2026), the fewer: such an amount is valid by both.
 */
const CURRENCIES: ReadonlyMap<string, Notation> = new Map(
  NOTATIONS.flatMap(({ codes, ...notation }) =>
    codes
      .trim()
      .split(/\s+/)
      .map((code) => [code, notation] as const),
  ),
);

/** A decimal of so many digits is the same after it was a floating-point number: JSON knows no other. */
const EXACT_DIGITS = 15;

/**
 * Writes minor units of ISO 4217 as a decimal number of major units, which is how the gateway counts. The decimal is put
 * together from digits, never computed; what can't be written exactly is refused.
 */
export function toAirwallexAmount({ currency, amount }: Money): GatewayAmount {
  const known = CURRENCIES.get(currency);
  if (known === undefined) return refused(`the payment gateway does not take ${currency}`);
  const digits = String(amount);
  if (!Number.isSafeInteger(amount) || amount <= 0 || digits.length > EXACT_DIGITS)
    return refused(`${amount} is no amount that the payment gateway takes`);
  const { isoDecimals, decimals } = known;
  const padded = digits.padStart(isoDecimals, '0');
  const point = padded.length - isoDecimals;
  const fraction = padded.slice(point);
  if (/[1-9]/.test(fraction.slice(decimals)))
    return refused(`${amount} has a fraction that the payment gateway does not take in ${currency}`);
  return { kind: 'expressible', amount: Number(`${padded.slice(0, point)}.${fraction}`) };
}

const refused = (reason: string): GatewayAmount => ({ kind: 'refused', reason });

/** Converts the gateway's decimal number into minor units of ISO 4217; undefined where it is no whole number of them. */
export function fromAirwallexAmount({ currency, amount }: Money): number | undefined {
  const known = CURRENCIES.get(currency);
  const [, whole = '', fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(String(amount)) ?? [];
  if (known === undefined || whole === '' || fraction.length > known.isoDecimals) return undefined;
  const minorUnits = Number(whole + fraction.padEnd(known.isoDecimals, '0'));
  return Number.isSafeInteger(minorUnits) ? minorUnits : undefined;
}
