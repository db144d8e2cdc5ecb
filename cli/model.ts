import { InvalidArgumentError } from 'commander';
import { HOLDS, type ModelCase } from '../test/model/model-case.ts';
import { casesNamed, modelCases } from '../test/model/model-cases.ts';
import { search } from '../test/model/search.ts';
import { projectCommand } from './project-command.ts';

const SECONDS_BETWEEN_LINES = 5;

function upToThree(text: string) {
  if (/^[0-3]$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a number from 0 to 3: the models have room for three late requests.');
}

const program = projectCommand('npm run model --')
  .description('Visits every state of the models of the payment protocol and of the outbox, and prints what it finds.')
  .argument('[names...]', 'cases, or groups of them; without any, the group "final"')
  .option(
    '--faults <n>',
    'how many crashes, losses, delays … may happen in all; without it, what each case names',
    upToThree,
  )
  .option('--list', 'print the groups and cases, their faults and what must be found', false)
  .addHelpText('after', '\nExit code 1 where a form of the protocol is violated or a planted bug is missed.')
  .parse();
const { faults, list } = program.opts<{ faults?: number; list: boolean }>();

try {
  if (list) for (const known of modelCases) console.log(titleOf(known), '|', known.faults, '|', known.outcome);
  else for (const chosen of casesNamed(program.args.length > 0 ? program.args : ['final'])) run(chosen);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

function titleOf({ group, name }: ModelCase) {
  return `${group} | ${name}`;
}

function run(chosen: ModelCase) {
  const allowed = faults ?? chosen.faults;
  const begun = performance.now();
  const { violation, states, transitions, trace } = search(chosen.model(allowed), { onProgress: progressLine(begun) });
  const found = violation ?? HOLDS;
  const expected = found === chosen.outcome ? '' : ` — EXPECTED: ${chosen.outcome}`;
  if (expected !== '') process.exitCode = 1;
  const size = `${count(states)} states, ${count(transitions)} transitions, ${secondsSince(begun)} s`;
  console.log(`${titleOf(chosen)} | faults ${allowed} | ${found}${expected} | ${size}`);
  for (const step of trace) console.log(`    ${step}`);
}

function progressLine(begun: number) {
  let next = SECONDS_BETWEEN_LINES;
  return (known: number, expanded: number) => {
    if (secondsSince(begun) < next) return;
    next = secondsSince(begun) + SECONDS_BETWEEN_LINES;
    console.error(`… ${count(known)} states known, ${count(expanded)} of them expanded, ${secondsSince(begun)} s`);
  };
}

function secondsSince(begun: number) {
  return Math.round((performance.now() - begun) / 100) / 10;
}

function count(value: number) {
  return value.toLocaleString('en');
}
