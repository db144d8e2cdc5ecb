import type { LayerResult } from '../proof/layer.ts';
import { plantedBugs } from '../proof/planted/all-bugs.ts';
import { isProven, LAYERS, type ProveOptions, proveLayers, provenTable } from '../proof/proven-layers.ts';
import { reportFailure } from './aws/report-failure.ts';
import { projectCommand, wholeNumber } from './project-command.ts';
import { tableText } from './table-text.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED = 130;

const [first = ''] = process.argv.slice(2);
if (first === 'check') {
  // A program of its own, with options of its own.
  process.argv.splice(2, 1);
  await import('../proof/check-history.ts');
} else {
  await main();
}

interface Options extends Omit<ProveOptions, 'layers' | 'bugs' | 'report' | 'signal'> {
  readonly list: boolean;
  readonly json: boolean;
}

async function main() {
  const program = projectCommand('npm run prove --')
    .description('Proves what the flow promises, layer by layer, and that the proofs notice what is wrong.')
    .argument('[names...]', `layers (${LAYERS.join(', ')}) or planted bugs; without any, all layers`)
    .option('--lives <n>', 'how many lives are simulated', wholeNumber, 50_000)
    .option('--first <n>', 'the number of the first life, which is its seed, too', wholeNumber, 1)
    .option('--orders <n>', 'how many orders meet the faults of the nemesis', wholeNumber, 2_000)
    .option('--seed <n>', 'decides when the nemesis strikes, and whom', wholeNumber, 1)
    .option('--long', 'search the models with one fault more: minutes, and nine times the states', false)
    .option('--list', 'print the planted bugs and what catches each', false)
    .option('--json', 'print JSON', false)
    .addHelpText(
      'after',
      '\nA history of a run, of whatever system: npm run prove -- check <folder>' +
        '\nWhat each layer shows: docs/proof.md' +
        '\nExit codes: 0 all is proven; 1 something is violated, or a planted bug is missed; 2 it could not run.',
    )
    .parse();
  const options = program.opts<Options>();
  try {
    if (options.list) console.log(listText());
    else await prove({ ...options, ...chosen(program.args) });
  } catch (error) {
    reportFailure(error);
  }
}

/** @throws RangeError for a name that neither a layer nor a planted bug has */
function chosen(names: readonly string[]): Pick<ProveOptions, 'layers' | 'bugs'> {
  const layers = LAYERS.filter((layer) => names.includes(layer));
  const bugs = plantedBugs.filter(({ name }) => names.includes(name));
  const unknown = names.find((name) => ![...layers, ...bugs.map((bug) => bug.name)].includes(name));
  if (unknown !== undefined)
    throw new RangeError(
      `There is no layer and no planted bug "${unknown}". Layers: ${LAYERS.join(', ')}; bugs: --list`,
    );
  if (bugs.length === 0) return { layers: layers.length > 0 ? layers : LAYERS, bugs: plantedBugs };
  return { layers: LAYERS.filter((layer) => layer === 'planted' || layers.includes(layer)), bugs };
}

async function prove({ json, list: _, ...options }: Options & Pick<ProveOptions, 'layers' | 'bugs'>) {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new Error('interrupted'));
  for (const signal of SIGNALS) process.once(signal, interrupt);
  try {
    const report = (line: string) => console.error(line);
    const results = await proveLayers({ ...options, report, signal: interruption.signal });
    console.log(json ? JSON.stringify(results) : provenText(results));
    process.exitCode = isProven(results) ? 0 : 1;
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    console.error('interrupted');
    process.exitCode = INTERRUPTED;
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}

function provenText(results: readonly LayerResult[]): string {
  const notes = results.flatMap((result) => result.notes);
  const violations = results.flatMap(({ layer, violations }) => violations.map((one) => `VIOLATED (${layer}): ${one}`));
  return [...notes, '', ...violations, tableText(provenTable(results))].join('\n');
}

function listText(): string {
  const rows = plantedBugs.map(({ name, caughtBy, harm }) => [name, caughtBy.layer, harm]);
  return tableText({ head: ['Planted bug', 'Caught by', 'What it would do'], rows });
}
