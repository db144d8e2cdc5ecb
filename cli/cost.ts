import { InvalidArgumentError, Option } from 'commander';
import { reportFailure } from './aws/report-failure.ts';
import { comparisonJson, comparisonText } from './cost/comparison.ts';
import { costDocuments, renewDocuments } from './cost/documents.ts';
import { costJson, costText } from './cost/report.ts';
import { pricedStage, pricedStages, stageCost } from './cost/stage-cost.ts';
import { projectCommand, wholeNumberUpTo } from './project-command.ts';

function rate(text: string) {
  if (/^\d{1,6}(\.\d{1,3})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a number from 0 on, such as 50 or 0.5.');
}

const options = projectCommand('npm run cost --')
  .description(
    'Prints what a stage costs a month in AWS, from its synthesised templates and measured units; needs no account.',
  )
  .option('--stage <name>', pricedStages.map(({ name }) => name).join(', '), 'prod')
  .option('--orders-per-second <n>', 'the rate, day and night', rate, 50)
  .option(
    '--months-kept <n>',
    'for how many months orders have come in: their rows are still there',
    wholeNumberUpTo(999),
    1,
  )
  .addOption(
    new Option('--compare', 'prod against what one would usually build, at 1, 50 and 1,000 orders a second')
      .default(false)
      .conflicts(['stage', 'ordersPerSecond', 'monthsKept', 'details', 'markdown', 'write']),
  )
  .option('--details', 'what each resource costs, too', false)
  .option('--json', 'print JSON', false)
  .option('--markdown', 'print what README.md, docs/aws.md and docs/performance.md say of costs', false)
  .option('--write', 'write it there', false)
  .addHelpText('after', '\nPrices: cli/cost/prices.json. Measured units: cli/cost/measured-units.json.')
  .parse()
  .opts<Options>();

interface Options {
  readonly stage: string;
  readonly ordersPerSecond: number;
  readonly monthsKept: number;
  readonly compare: boolean;
  readonly details: boolean;
  readonly json: boolean;
  readonly markdown: boolean;
  readonly write: boolean;
}

// Nothing is undone where the reader goes: `… | head -1`.
process.exitCode = 0;
try {
  console.log(answer(options));
} catch (error) {
  reportFailure(error);
}

function answer({ stage, compare, details, json, markdown, write, ...traffic }: Options): string {
  if (compare) return json ? comparisonJson() : comparisonText();
  if (write) return renewDocuments();
  if (markdown)
    return costDocuments()
      .map(({ text }) => text)
      .join('\n\n');
  const cost = stageCost(pricedStage(stage), traffic);
  return json ? costJson(cost) : costText(cost, details);
}
