import * as z from 'zod/mini';

/** Integer minor units (cents, pence, yen). The ceiling is the gateway's: eight digits. */
export const Amount = z.int().check(z.gte(0), z.lte(99_999_999));

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** ISO 4217 code, upper case. */
export const Currency = z
  .string()
  .check(z.regex(/^[A-Z]{3}$/, { error: 'must be three upper-case letters', abort: true }))
  .check(z.refine((code) => currencies.has(code), 'is not an ISO 4217 currency code'));
