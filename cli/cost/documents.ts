import { renewBetween } from '../renew-document.ts';
import { sumOf, sumsBy } from './bill.ts';
import { comparisonTable } from './comparison.ts';
import { dollars, fixedOf, percent, type StageCost } from './report.ts';
import { pricedStage, pricedStages, stageCost } from './stage-cost.ts';

/** Around what is computed in a document. */
export const COST_MARK = '<!-- npm run cost -- --write -->';

const RATES = [1, 10, 50];
const RATE = 50;
const at = (ordersPerSecond: number) => ({ ordersPerSecond, monthsKept: 1 });

/**
 * What the documents say today: the README of all stages, docs/aws.md of each type of resource and of
 * prod at some rates, docs/performance.md of prod beside its peers.
 */
export function costDocuments() {
  const costs = pricedStages.map((stage) => stageCost(stage, at(RATE)));
  const rates = RATES.map((rate) => stageCost(pricedStage('prod'), at(rate)));
  const deployed = costs.filter(({ stage }) => stage === 'dev' || stage === 'prod');
  return [
    { file: 'README.md', text: stagesTable(costs) },
    { file: 'docs/aws.md', text: `${ratesTable(rates)}\n\n${typesTable(deployed)}` },
    { file: 'docs/performance.md', text: comparisonTable() },
  ];
}

/** Puts it there; answers what it has done. */
export function renewDocuments(): string {
  return costDocuments()
    .map((document) => `${document.file}: ${renewBetween({ ...document, mark: COST_MARK }) ? 'renewed' : 'as it was'}`)
    .join('\n');
}

/** The table of the README: the stages at one rate. */
function stagesTable(costs: readonly StageCost[]): string {
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
const ratesTable = (costs: readonly StageCost[]): string =>
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
function typesTable(costs: readonly StageCost[]): string {
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
