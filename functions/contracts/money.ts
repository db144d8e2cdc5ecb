import * as z from 'zod/mini';

/** What the gateway takes in one currency; all amounts are in the gateway's own unit. */
interface GatewayCurrency {
  /** Of the currency itself by ISO 4217, in which orders are counted. Not `Intl`'s, which follow usage. */
  readonly isoDecimals: number;
  /** Of the gateway's unit. */
  readonly decimals: number;
  readonly multipleOf: number;
  readonly minimum: number;
  readonly maximum: number;
}

type Notation = Pick<GatewayCurrency, 'isoDecimals' | 'decimals' | 'multipleOf'>;

const NOTATIONS: readonly (Notation & { readonly codes: string })[] = [
  {
    isoDecimals: 2,
    decimals: 2,
    multipleOf: 1,
    // ISO 4217 has withdrawn ANG and STD; the gateway goes on with them.
    codes: `
      AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CNY COP CRC CVE
      CZK DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR JMD KES KGS KHR KYD KZT
      LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR
      PLN QAR RON RSD RUB SAR SBD SCR SEK SGD SHP SLE SOS SRD STD SZL THB TJS TOP TRY TTD TWD TZS UAH USD UYU UZS WST
      XCD XCG YER ZAR ZMW`,
  },
  {
    isoDecimals: 0,
    decimals: 0,
    multipleOf: 1,
    codes: 'BIF CLP DJF GNF JPY KMF KRW PYG RWF VND VUV XAF XOF XPF',
  },
  // Whole units only, sent with two decimals that are always 00.
  { isoDecimals: 0, decimals: 2, multipleOf: 100, codes: 'ISK UGX' },
  { isoDecimals: 2, decimals: 0, multipleOf: 1, codes: 'MGA' },
  // The last digit must be 0.
  { isoDecimals: 3, decimals: 3, multipleOf: 10, codes: 'BHD JOD KWD OMR TND' },
];

/** Where none is listed, the smallest amount that can be written: the gateway may still refuse it as too small. */
const MINIMUMS = [
  [30, 'GBP'],
  [50, 'ARS AUD BRL CAD CHF COP EUR IDR ILS INR JPY KRW NZD PHP RUB SGD USD ZAR'],
  [200, 'AED MYR PLN RON'],
  [250, 'DKK'],
  [300, 'NOK SEK'],
  [400, 'HKD'],
  [1_000, 'MXN THB'],
  [1_500, 'CZK'],
  [17_500, 'HUF'],
] as const;

/** The bounds of other payment methods than cards, which are the stricter ones: cards take twelve digits, some fewer. */
const MAXIMUMS: Readonly<Record<string, number>> = { COP: 9_999_999_999, IDR: 999_999_999_999, INR: 999_999_999 };
const MAXIMUM = 99_999_999;

/**
 * The currencies that the gateway takes, by upper-case code. Which of them an account may use depends on its country,
 * and a charge in another currency than the account's must also reach the minimum of that one.
 *
 * Source: Stripe, https://docs.stripe.com/currencies, as of September 2026. The three-decimal currencies are those that
 * it lists for accounts in the United Arab Emirates, as of July 2026; their last digit, as of December 2022.
 */
export const GATEWAY_CURRENCIES: ReadonlyMap<string, GatewayCurrency> = new Map(
  NOTATIONS.flatMap(({ codes, ...notation }) =>
    codes
      .trim()
      .split(/\s+/)
      .map((code) => [code, { ...notation, ...limitsOf(code, notation) }] as const),
  ),
);

function limitsOf(code: string, { multipleOf }: Notation) {
  const [minimum = multipleOf] = MINIMUMS.find(([, codes]) => codes.includes(code)) ?? [];
  const maximum = MAXIMUMS[code] ?? MAXIMUM;
  return { minimum, maximum: maximum - (maximum % multipleOf) };
}

/** Integer minor units (cents, pence, yen). The ceiling is the highest that the gateway has in any currency: twelve digits. */
export const Amount = z
  .int()
  .check(
    z.gte(0),
    z.lte(999_999_999_999),
    z.describe('Minor units of the currency as ISO 4217 counts them: cents, yen, thousandths of a dinar'),
  );

// Which codes Intl lists depends on the runtime's version of ICU.
const currencies = new Set([...Intl.supportedValuesOf('currency'), ...GATEWAY_CURRENCIES.keys()]);

/** ISO 4217 code, upper case. */
export const Currency = z
  .string()
  .check(z.regex(/^[A-Z]{3}$/, { error: 'must be three upper-case letters', abort: true }))
  .check(z.refine((code) => currencies.has(code), 'is not an ISO 4217 currency code'))
  .check(z.describe('ISO 4217 currency code'));

export interface Money {
  /** Upper-case ISO 4217 code. */
  readonly currency: string;
  readonly amount: number;
}

export type GatewayAmount =
  | { readonly kind: 'expressible'; readonly amount: number }
  /** The reason names the limits, in minor units of ISO 4217. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Converts an amount in minor units of ISO 4217 into the gateway's unit. Nothing is rounded. */
export function toGatewayAmount({ currency, amount }: Money): GatewayAmount {
  const known = GATEWAY_CURRENCIES.get(currency);
  if (known === undefined) return { kind: 'refused', reason: `the payment gateway does not take ${currency}` };
  const fault = faultOf({ currency, amount }, known);
  return fault === undefined
    ? { kind: 'expressible', amount: (amount * 10 ** known.decimals) / 10 ** known.isoDecimals }
    : { kind: 'refused', reason: fault };
}

/** Converts the gateway's amount into minor units of ISO 4217; undefined where it is no whole number of them. */
export function fromGatewayAmount({ currency, amount }: Money): number | undefined {
  const known = GATEWAY_CURRENCIES.get(currency);
  const minorUnits = known && inMinorUnits(amount, known);
  return Number.isSafeInteger(minorUnits) ? minorUnits : undefined;
}

const inMinorUnits = (amount: number, { isoDecimals, decimals }: Notation) =>
  (amount * 10 ** isoDecimals) / 10 ** decimals;

function faultOf({ currency, amount }: Money, known: GatewayCurrency): string | undefined {
  const minimum = inMinorUnits(known.minimum, known);
  const maximum = inMinorUnits(known.maximum, known);
  const multipleOf = inMinorUnits(known.multipleOf, known);
  const steps = multipleOf === 1 ? '' : `, in multiples of ${multipleOf}`;
  const limits = `the payment gateway takes ${minimum} to ${maximum} minor units of ${currency}${steps}`;
  if (amount < minimum) return `${amount} is too small: ${limits}`;
  if (amount > maximum) return `${amount} is too large: ${limits}`;
  return amount % multipleOf === 0 ? undefined : `${amount} is no such multiple: ${limits}`;
}
