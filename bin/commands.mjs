import { GROUPS } from './command-groups.mjs';

export const COMMANDS = Object.assign({}, ...Object.values(GROUPS));

/** What must be installed for the command with these arguments. */
export function needsOf(command, args) {
  const { java, python } = command;
  if (args.includes('--help') || args.includes('-h')) return {};
  const ofInterop = { openapi: 'schemathesis', readers: 'readers' };
  if (command === COMMANDS.interop && ofInterop[args[0]]) return { java, python: ofInterop[args[0]] };
  if (command === COMMANDS.check) return needsOfChecks(args, { java, python });
  if (command === COMMANDS.test) return needsOfTests(args, { java, python, browser: true });
  return { java, python };
}

/** The linter of templates, only where they are looked at. */
const needsOfChecks = (args, all) => (args.length === 0 || args.includes('template rules') ? all : { java: all.java });

/** A part of the tests may need no server. */
function needsOfTests(args, all) {
  if (args.length === 0) return all;
  const areIn = (folders) => args.every((arg) => new RegExp(`^(\\./)?test/(${folders})(/|$)`).test(arg));
  if (areIn('unit|infra|model|flow')) return {};
  if (areIn('integration/browser')) return { java: all.java, browser: true };
  return areIn('unit|infra|model|flow|ports|integration/(own-)?app|integration/[^/]*\\.test\\.ts')
    ? { java: all.java }
    : all;
}

export function usage() {
  const groups = Object.entries(GROUPS).map(([title, commands]) => [
    '',
    `${title}:`,
    ...Object.entries(commands).map(([name, { does }]) => `  ${name.padEnd(17)}${does}`),
  ]);
  return ['Usage: chargeonce <command> [arguments]', ...groups.flat(), ...AFTER].join('\n');
}

const AFTER = [
  '',
  'Examples:',
  '  chargeonce doctor                              what this machine lacks',
  '  chargeonce start                               the whole system, until Ctrl-C',
  '  chargeonce place --amount 2500 --watch         an order, followed to its final status',
  '  chargeonce open --stage dev --json             what is not final in a stage, for a script',
  '  chargeonce help dlq                            what a command takes',
  '',
  'The command is bin/chargeonce.mjs: npx chargeonce <command>, or npm run chargeonce -- <command>.',
  'Exit codes: 0 done; 1 the answer is no (not found, differs, refused); 2 it could not be carried out.',
  'Commands that write show what they will do and ask; --yes agrees beforehand. See docs/cli.md',
];
