import type { PriceName } from './prices.ts';

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
  /** A month, of what comes with orders: more can't be used, however many there are. */
  readonly atMost?: number;
  /** Of an order, and again in each later month: what is never deleted. */
  readonly perOrderKept?: number;
}

/** Has nothing of its own that costs. */
export interface Free {
  readonly free: string;
}
