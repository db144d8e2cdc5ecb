import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import cliProgress from 'cli-progress';
import { InvalidArgumentError } from 'commander';
import { FIGURES } from '../bench/harness/all-figures.ts';
import { benchPage } from '../bench/harness/bench-page.ts';
import { type BenchReport, measuredNow } from '../bench/harness/bench-report.ts';
import type { Bench, Figure, Samples } from '../bench/harness/figure.ts';
import { KEPT, performanceTable, renewPerformance } from '../bench/harness/performance-document.ts';
import { reportFailure } from './aws/report-failure.ts';
import { projectCommand, wholeNumber } from './project-command.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const figureNames = FIGURES.map(({ name }) => name);
/** Files of their own with options of their own. */
const longer = globSync('bench/*.ts')
  .map((file) => basename(file, '.ts'))
  .filter((name) => !figureNames.includes(name))
  .sort();

const [first = ''] = process.argv.slice(2);
if (longer.includes(first)) {
  process.argv.splice(2, 1);
  await import(`../bench/${first}.ts`);
} else {
  await main();
}

type Options = Omit<Bench, 'progress'> & Kept;

interface Kept {
  readonly json?: string;
  readonly html?: string;
  readonly write: boolean;
}

async function main() {
  const command = projectCommand('npm run bench --')
    .description('Measures figures against what is usually used, in rounds; without a name, all of them.')
    .argument('[name]', 'a figure, or a longer measurement', figureNamed)
    .option('--rounds <n>', 'how often each variant runs, 3 at least', atLeastThree, 9)
    .option('--seed <n>', 'decides which variant begins', wholeNumber, 1)
    .option('--json <file>', 'write every sample there')
    .option('--html <file>', 'write a page with plots there')
    .option('--write', `renew ${KEPT}`, false)
    .addHelpText(
      'after',
      `\nFigures: ${figureNames.join(', ')}\n` +
        `Longer measurements, which only their names run (docs/reports has their results): ${longer.join(', ')}\n` +
        'Options of a longer measurement: npm run bench -- <name> --help\n' +
        '\nExit codes: 0 all was measured, whatever the goals; 1 it was interrupted; 2 it could not be measured.',
    )
    .parse();
  const [chosen] = command.processedArgs as [Figure | undefined];
  try {
    await measure(chosen ? [chosen] : FIGURES, command.opts<Options>());
  } catch (error) {
    reportFailure(error);
  }
}

function figureNamed(name: string): Figure {
  const figure = FIGURES.find((one) => one.name === name);
  if (figure) return figure;
  throw new InvalidArgumentError(`It must be one of ${[...figureNames, ...longer].join(', ')}.`);
}

function atLeastThree(text: string) {
  const rounds = wholeNumber(text);
  if (rounds >= 3) return rounds;
  throw new InvalidArgumentError('It must be 3 at least.');
}

async function measure(figures: readonly Figure[], { rounds, seed, ...kept }: Options) {
  const report: BenchReport = { figures: {} };
  for (const figure of figures) {
    report.figures[figure.name] = measuredNow(await withBar(figure, { rounds, seed }), seed);
    console.log(performanceTable([figure], report), '\n');
    // After each, so that a later one that fails takes nothing with it.
    keep(figures, report, kept);
  }
}

function keep(figures: readonly Figure[], report: BenchReport, { json, html, write }: Kept) {
  if (json) writeFileAt(json, `${JSON.stringify(report)}\n`);
  if (html) writeFileAt(html, benchPage(figures, report));
  if (write) renewPerformance(FIGURES, report);
}

function writeFileAt(file: string, text: string) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function withBar({ name, measure: take }: Figure, bench: Omit<Bench, 'progress'>): Promise<Samples> {
  const bar = new cliProgress.SingleBar({
    format: `${name} {bar} {value}/{total} runs`,
    // What is not a terminal shows fifty columns.
    barsize: 25,
    stream: process.stderr,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 15_000,
  });
  const interrupted = () => {
    // Shows the cursor again. Processes and servers end with this one.
    bar.stop();
    process.exit(1);
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  bar.start(1, 0);
  try {
    return await take({
      ...bench,
      progress: (done, total) => {
        bar.setTotal(total);
        bar.update(done);
      },
    });
  } finally {
    bar.stop();
    for (const signal of SIGNALS) process.off(signal, interrupted);
  }
}
