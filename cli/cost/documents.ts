import { readFileSync, writeFileSync } from 'node:fs';
import { pricedStage, pricedStages } from './priced-stages.ts';
import { stageCost } from './stage-cost.ts';
import { ratesTable, stagesTable, typesTable } from './tables.ts';

/** Around what is computed in a document. */
export const COST_MARK = '<!-- npm run cost -- --write -->';

const RATES = [1, 10, 50];
const RATE = 50;
const at = (ordersPerSecond: number) => ({ ordersPerSecond, monthsKept: 1 });

/** What the documents say today: the README of all stages, docs/aws.md of each type of resource, and of prod at some rates. */
export function costDocuments() {
  const costs = pricedStages.map((stage) => stageCost(stage, at(RATE)));
  const rates = RATES.map((rate) => stageCost(pricedStage('prod'), at(rate)));
  const deployed = costs.filter(({ stage }) => stage === 'dev' || stage === 'prod');
  return [
    { file: 'README.md', text: stagesTable(costs) },
    { file: 'docs/aws.md', text: `${ratesTable(rates)}\n\n${typesTable(deployed)}` },
  ];
}

/** Puts it there; answers what it has done. */
export function renewDocuments(): string {
  const done = costDocuments().map(({ file, text }) => {
    const [before, old, after, ...others] = readFileSync(file, 'utf8').split(COST_MARK);
    if (before === undefined || old === undefined || after === undefined || others.length > 0)
      throw new Error(`${file} needs two lines ${COST_MARK} around what is computed.`);
    const now = `\n\n${text}\n\n`;
    writeFileSync(file, [before, now, after].join(COST_MARK));
    return `${file}: ${now === old ? 'as it was' : 'renewed'}`;
  });
  return done.join('\n');
}
