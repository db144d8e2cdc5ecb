import { priceOf, serviceOf } from './prices.ts';
import { ordersPerMonth, type Usage } from './usage.ts';

export interface Traffic {
  readonly ordersPerSecond: number;
  /** For how many months orders have come in at this rate: their rows are still there. */
  readonly monthsKept: number;
}

/** A usage in dollars. */
export interface Line {
  readonly resource: string;
  readonly service: string;
  readonly what: string;
  /** A month without orders. */
  readonly idle: number;
  /** A month at the rate. */
  readonly atRate: number;
  readonly perMillionOrders: number;
  /** What each later month at the rate adds to the bill. */
  readonly growth: number;
}

export const lineOf = (resource: string, usage: Usage, { ordersPerSecond, monthsKept }: Traffic): Line => {
  const { what, always = 0, withOrders = 0, perOrder = 0, perOrderKept = 0 } = usage;
  const price = priceOf(usage.price);
  const orders = ordersPerMonth(ordersPerSecond);
  const each = perOrder + perOrderKept * monthsKept;
  return {
    resource,
    service: serviceOf(usage.price),
    what,
    idle: always * price,
    atRate: (always + (orders > 0 ? withOrders : 0) + each * orders) * price,
    perMillionOrders: each * price * 1_000_000,
    growth: perOrderKept * orders * price,
  };
};

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

/** The sums of each service, the dearest first. */
export const byService = (lines: readonly Line[]) =>
  [...Map.groupBy(lines, ({ service }) => service)]
    .map(([service, own]) => ({ service, ...sumOf(own) }))
    .sort((a, b) => b.atRate - a.atRate);
