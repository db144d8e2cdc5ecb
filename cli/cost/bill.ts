import type { Resource } from './resources.ts';
import { ordersPerMonth, priceOf, serviceOf, type Usage } from './usage.ts';

export interface Traffic {
  readonly ordersPerSecond: number;
  /** For how many months orders have come in at this rate: their rows are still there. */
  readonly monthsKept: number;
}

/** A usage in dollars. */
export interface Line {
  /** Its logical id. */
  readonly resource: string;
  readonly type: string;
  readonly service: string;
  readonly what: string;
  /** A month without orders. */
  readonly idle: number;
  /** A month at the rate. */
  readonly atRate: number;
  /** At the rate; few orders can't share as much as many. */
  readonly perMillionOrders: number;
  /** What each later month at the rate adds to the bill. */
  readonly growth: number;
}

export const lineOf = (
  { id, type }: Pick<Resource, 'id' | 'type'>,
  usage: Usage,
  { ordersPerSecond, monthsKept }: Traffic,
): Line => {
  const { what, always = 0, withOrders = 0, perOrderKept = 0 } = usage;
  const price = priceOf(usage.price);
  const orders = ordersPerMonth(ordersPerSecond);
  const each = sharedBy(orders, usage) + perOrderKept * monthsKept;
  return {
    resource: id,
    type,
    service: serviceOf(usage.price),
    what,
    idle: always * price,
    atRate: (always + (orders > 0 ? withOrders : 0) + each * orders) * price,
    perMillionOrders: each * price * 1_000_000,
    growth: perOrderKept * orders * price,
  };
};

/** Of one of so many orders a month. */
const sharedBy = (orders: number, { perOrder = 0, atMost = Infinity, perOrderAtLeast = 0 }: Usage) =>
  Math.max(Math.min(perOrder, atMost / orders), perOrderAtLeast);

export type Sums = Pick<Line, 'idle' | 'atRate' | 'perMillionOrders' | 'growth'>;

export const sumOf = (lines: readonly Sums[]): Sums =>
  lines.reduce(
    (sum, line) => ({
      idle: sum.idle + line.idle,
      atRate: sum.atRate + line.atRate,
      perMillionOrders: sum.perMillionOrders + line.perMillionOrders,
      growth: sum.growth + line.growth,
    }),
    { idle: 0, atRate: 0, perMillionOrders: 0, growth: 0 },
  );

/** The sums of each service, or of each type of resource, the dearest first. */
export const sumsBy = (lines: readonly Line[], part: 'service' | 'type') =>
  [...Map.groupBy(lines, (line) => line[part])]
    .map(([name, own]) => ({ name, ...sumOf(own) }))
    .sort((a, b) => b.atRate - a.atRate);
