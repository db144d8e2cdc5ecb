import data from './prices.json' with { type: 'json' };

/** What has a price: a key of prices.json, where each has its unit and its source. */
export type PriceName = keyof typeof data.prices;

export const { region: PRICED_REGION, date: PRICES_DATE } = data;

/** Dollars for one unit. */
export function priceOf(name: PriceName): number {
  const { usd, per } = data.prices[name];
  return usd / per;
}

export const serviceOf = (name: PriceName) => data.prices[name].service;

export const hasPrice = (name: string): name is PriceName => Object.hasOwn(data.prices, name);
