import { sumOf, sumsBy } from './bill.ts';
import { dollars, fixedOf, percent, type StageCost } from './report.ts';

/** The table of the README: the stages at one rate. */
export function stagesTable(costs: readonly StageCost[]): string {
  const rate = costs[0]?.traffic.ordersPerSecond ?? 0;
  return [
    `| stage | idle, a month | a million orders | at ${rate} orders a second, a month | of that fixed |`,
    '|---|---|---|---|---|',
    ...costs.map(markdownRow),
  ].join('\n');
}

function markdownRow({ stage, traffic, lines, warnings }: StageCost): string {
  const total = sumOf(lines);
  const atRate =
    warnings.length > 0
      ? ['not meant for it', '']
      : [whole(total.atRate), percent(fixedOf(total, traffic.ordersPerSecond), total.atRate)];
  return `| ${[stage, whole(total.idle), dollars(total.perMillionOrders), ...atRate].join(' | ')} |`;
}

const whole = (amount: number) => `$${Math.round(amount).toLocaleString('en-US')}`;

/** How a stage's cost changes with the number of orders. */
export const ratesTable = (costs: readonly StageCost[]): string =>
  [
    `| orders a second, in ${costs[0]?.stage ?? ''} | a month | of that fixed | a million orders | each later month adds |`,
    '|---|---|---|---|---|',
    ...costs.map(({ traffic: { ordersPerSecond }, lines }) => {
      const total = sumOf(lines);
      const fixed = percent(fixedOf(total, ordersPerSecond), total.atRate);
      return `| ${ordersPerSecond} | ${[whole(total.atRate), fixed, dollars(total.perMillionOrders), dollars(total.growth)].join(' | ')} |`;
    }),
  ].join('\n');

/** What each type of resource costs in each stage, where it costs anything. */
export function typesTable(costs: readonly StageCost[]): string {
  const sums = costs.map(({ lines }) => new Map(sumsBy(lines, 'type').map((own) => [own.name, own])));
  const types = [...new Set(sums.flatMap((own) => [...own.keys()]))].sort();
  const cells = (type: string) =>
    sums.flatMap((own) => {
      const { idle = 0, perMillionOrders = 0 } = own.get(type) ?? {};
      return [dollars(idle), dollars(perMillionOrders)];
    });
  const headings = costs.flatMap(({ stage }) => [`${stage}, idle a month`, `${stage}, a million orders`]);
  return [
    `| resource | ${headings.join(' | ')} |`,
    `|---|${'---|'.repeat(headings.length)}`,
    ...types.map((type) => `| \`${type}\` | ${cells(type).join(' | ')} |`),
  ].join('\n');
}
