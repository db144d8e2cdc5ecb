import * as z from 'zod/mini';
import { GATEWAY_CURRENCIES } from './gateway-money.ts';

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
