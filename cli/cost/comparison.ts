import { sumOf } from './bill.ts';
import { peerCost, peers } from './peers/peer-cost.ts';
import { dollars, type StageCost, table } from './report.ts';
import { pricedStage, stageCost } from './stage-cost.ts';
import { PRICED_REGION, PRICES_DATE } from './usage.ts';

const RATES = [1, 50, 1_000];

interface Priced {
  readonly ordersPerSecond: number;
  readonly perMillionOrders: number;
  readonly month: number;
}

interface ComparedDesign {
  readonly name: string;
  readonly about: string;
  readonly rates: readonly Priced[];
}

/** Stage prod and its peers at three rates. */
export function comparedDesigns(): ComparedDesign[] {
  const prod = { name: 'prod', about: 'this stage' };
  return [
    designOf(prod, (ordersPerSecond) => stageCost(pricedStage('prod'), { ordersPerSecond, monthsKept: 1 })),
    ...peers.map((peer) => designOf(peer, (ordersPerSecond) => peerCost(peer, { ordersPerSecond, monthsKept: 1 }))),
  ];
}

function designOf({ name, about }: Pick<ComparedDesign, 'name' | 'about'>, costAt: (rate: number) => StageCost) {
  const rates = RATES.map((ordersPerSecond) => {
    const { perMillionOrders, atRate } = sumOf(costAt(ordersPerSecond).lines);
    return { ordersPerSecond, perMillionOrders, month: atRate };
  });
  return { name, about, rates };
}

export const comparisonJson = () =>
  JSON.stringify({ region: PRICED_REGION, date: PRICES_DATE, designs: comparedDesigns() });

/** For a terminal. */
export function comparisonText(): string {
  const designs = comparedDesigns();
  return [
    `List prices of ${PRICES_DATE} in ${PRICED_REGION}. A month with the rows of one; in brackets: the part of it that prod costs.`,
    '',
    ...table([HEADINGS, ...rowsOf(designs)]),
    '',
    ...designs.map(({ name, about }) => `${name}: ${about}`),
  ].join('\n');
}

/** For docs/aws.md. */
export const comparisonTable = (): string =>
  [HEADINGS, HEADINGS.map(() => '---'), ...rowsOf(comparedDesigns(), '`')]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

const at = (rate: number) => `${rate.toLocaleString('en-US')}/s`;
const HEADINGS = [
  'design',
  ...RATES.map((rate) => `a million at ${at(rate)}`),
  ...RATES.map((rate) => `a month at ${at(rate)}`),
];

/** In brackets what prod costs of it. */
function rowsOf(designs: readonly ComparedDesign[], quote = ''): string[][] {
  const ours = designs[0]?.rates ?? [];
  return designs.map(({ name, rates }) => [
    `${quote}${name}${quote}`,
    ...rates.map(({ perMillionOrders }, rate) =>
      withRatio(dollars(perMillionOrders), ours[rate]?.perMillionOrders, perMillionOrders),
    ),
    ...rates.map(({ month }, rate) =>
      withRatio(`$${Math.round(month).toLocaleString('en-US')}`, ours[rate]?.month, month),
    ),
  ]);
}

const withRatio = (text: string, ours = 0, theirs = 0) =>
  ours === theirs ? text : `${text} (${(ours / theirs).toFixed(2)})`;
