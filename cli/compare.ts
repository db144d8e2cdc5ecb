import { compareSystems } from '../compare/compare-systems.ts';
import { COMPARED, type CompareOptions, THIS_SYSTEM } from '../compare/compared-systems.ts';
import { comparedTable } from '../compare/compared-table.ts';
import { twoPhaseCommit } from '../compare/two-phase-commit.ts';
import type { CheckedHistory } from '../proof/checker/checked-history.ts';
import { reportFailure } from './aws/report-failure.ts';
import { projectCommand, wholeNumber } from './project-command.ts';

const NAMES = [...COMPARED.map(({ name }) => name), THIS_SYSTEM];
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const program = projectCommand('npm run compare --')
  .description(
    'Runs the usual ways to save an order and publish its event, and this system, under the same kinds of faults.',
  )
  .argument('[systems...]', `of ${NAMES.join(', ')}; without any, all`)
  .option('--orders <n>', 'how many orders each gets', wholeNumber, 200)
  .option('--seed <n>', 'decides which orders meet a fault', wholeNumber, 1)
  .option('--json', 'print JSON', false)
  .addHelpText(
    'after',
    '\nNeeds MariaDB, Java and Maven; what each system is and why it loses: docs/comparison.md' +
      '\nExit codes: 0 ours lost, doubled and forgot nothing; 1 it did; 2 it could not run.',
  )
  .parse();

const interruption = new AbortController();
for (const signal of SIGNALS) process.once(signal, () => interruption.abort(new Error('interrupted')));

try {
  await compare(program.args);
} catch (error) {
  if (interruption.signal.aborted) process.exitCode = 130;
  else reportFailure(error);
}

async function compare(args: readonly string[]) {
  const unknown = args.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw new RangeError(`There is no system "${unknown}". There are: ${NAMES.join(', ')}`);
  const names = args.length > 0 ? args : NAMES;
  const { orders, seed, json } = program.opts<{ orders: number; seed: number; json: boolean }>();
  const options: CompareOptions = {
    orders,
    seed,
    report: (line) => console.error(line),
    signal: interruption.signal,
  };
  const checked = await compareSystems(names, options);
  console.log(json ? JSON.stringify(checked) : `${comparedTable(checked)}\n\n${await twoPhaseCommit()}`);
  process.exitCode = checked.some(({ system, figures }) => system === THIS_SYSTEM && faultsOf(figures) > 0) ? 1 : 0;
}

function faultsOf({ lostEvents, phantomEvents, duplicateCharges, stuckOrders }: CheckedHistory['figures']): number {
  return lostEvents + phantomEvents + duplicateCharges + stuckOrders;
}
