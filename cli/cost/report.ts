import { type Line, type Sums, sumOf, sumsBy, type Traffic } from './bill.ts';
import { HOURS_PER_MONTH, ordersPerMonth, PRICED_REGION, PRICES_DATE } from './usage.ts';

export interface StageCost {
  readonly stage: string;
  readonly traffic: Traffic;
  readonly lines: readonly Line[];
  /** What the figures take for granted and that is not so. */
  readonly warnings: readonly string[];
}

export const dollars = (amount: number) => `$${amount.toFixed(2)}`;
export const percent = (part: number, whole: number) => `${whole === 0 ? 0 : Math.round((100 * part) / whole)} %`;
const HEADINGS = ['', 'idle, a month', 'a million orders', 'at the rate, a month', 'share'];

/** For a person. `details` adds what each resource costs. */
export function costText({ stage, traffic, lines, warnings }: StageCost, details: boolean): string {
  const { ordersPerSecond: rate, monthsKept } = traffic;
  const total = sumOf(lines);
  const fixed = fixedOf(total, rate);
  const row = (name: string, sums: Sums) => [
    name,
    dollars(sums.idle),
    dollars(sums.perMillionOrders),
    dollars(sums.atRate),
    percent(sums.atRate, total.atRate),
  ];
  const services = sumsBy(lines, 'service').flatMap(({ name: service, ...sums }) => [
    row(service, sums),
    ...(details ? detailsOf(lines, service).map((line) => row(`  ${line.what} (${line.resource})`, line)) : []),
  ]);
  return [
    `Stage ${stage} in ${PRICED_REGION}, list prices of ${PRICES_DATE}, a month of ${HOURS_PER_MONTH} hours`,
    `${rate} orders a second: ${millions(rate)} million a month; rows of ${monthsKept} month(s) are kept`,
    '',
    ...table([HEADINGS, ...services, row('total', total)]),
    '',
    `At this rate ${percent(fixed, total.atRate)} is fixed, ${percent(total.atRate - fixed, total.atRate)} comes with the orders. ` +
      `Each later month adds ${dollars(total.growth)}: no row is ever deleted.`,
    ...warnings.map((warning) => `But: ${warning}`),
    'Not counted: free tiers, discounts, tax, the fees of the payment gateway, cancellations, retries and faults.',
  ].join('\n');
}

/** What is paid at a rate whatever the number of orders. */
export const fixedOf = ({ atRate, perMillionOrders }: Sums, ordersPerSecond: number) =>
  atRate - (perMillionOrders * ordersPerMonth(ordersPerSecond)) / 1_000_000;

const millions = (rate: number) => (ordersPerMonth(rate) / 1_000_000).toFixed(1);

const detailsOf = (lines: readonly Line[], service: string) =>
  lines
    .filter((line) => line.service === service && line.idle + line.perMillionOrders + line.atRate > 0)
    .sort((a, b) => b.atRate - a.atRate);

export function table(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const pad = (cell: string, column: number) => (column === 0 ? cell.padEnd(width(0)) : cell.padStart(width(column)));
  return rows.map((row) => row.map(pad).join('  ').trimEnd());
}

/** For machines; amounts in dollars. */
export function costJson({ stage, traffic, lines, warnings }: StageCost): string {
  const total = sumOf(lines);
  const fixed = fixedOf(total, traffic.ordersPerSecond);
  const prices = { region: PRICED_REGION, date: PRICES_DATE, hoursPerMonth: HOURS_PER_MONTH };
  return JSON.stringify({
    stage,
    ...prices,
    ...traffic,
    total: { ...total, fixed },
    services: sumsBy(lines, 'service'),
    lines,
    warnings,
  });
}
