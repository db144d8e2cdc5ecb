import { CONSUMER_NAMES } from '../../functions/contracts/events.ts';
import measurements from './measured-units.json' with { type: 'json' };
import data from './prices.json' with { type: 'json' };

export const HOURS_PER_MONTH = 730;

export const SECONDS_PER_MONTH = HOURS_PER_MONTH * 3_600;

export const ordersPerMonth = (perSecond: number) => perSecond * SECONDS_PER_MONTH;

/** What a resource uses of one thing that has a price, in the price's unit. */
export interface Usage {
  readonly what: string;
  readonly price: PriceName;
  /** A month, whether or not there are orders. */
  readonly always?: number;
  /** A month as soon as there are orders, however many. */
  readonly withOrders?: number;
  readonly perOrder?: number;
  /** A month, of what comes with orders: more is not used as long as they can share it. */
  readonly atMost?: number;
  /** Of an order, however many share it: beyond that, more runs at once than `atMost` says. */
  readonly perOrderAtLeast?: number;
  /** Of an order, and again in each later month: what is never deleted. */
  readonly perOrderKept?: number;
}

/** Has nothing of its own that costs. */
export interface Free {
  readonly free: string;
}

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

const units: Readonly<Record<string, { readonly value: number }>> = measurements.units;

/** How much of something one order, one invocation or one run takes; measured-units.json says how that is known. */
export function measured(name: string): number {
  const unit = units[name];
  if (unit === undefined) throw new Error(`needs ${name}, which nobody has measured (cli/cost/measured-units.json)`);
  return unit.value;
}

/** What an invocation or a run of a function takes. A consumer that nobody has measured counts as `consumer`. */
export function measuredOf(service: string, what: string): number {
  const isCounted = Object.hasOwn(units, `${service}/${what}`) || !CONSUMER_NAMES.some((name) => name === service);
  return measured(`${isCounted ? service : 'consumer'}/${what}`);
}
