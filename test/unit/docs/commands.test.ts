import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../bin/commands.mjs';
import type { CommandDefinition } from './command-definitions.ts';
import { codeSpans, PAGES, type Page, readPage } from './markdown.ts';

const { scripts }: { scripts: Readonly<Record<string, string>> } = JSON.parse(readFileSync('package.json', 'utf8'));
/** Their arguments go to the runner of the tests, or name a file of bench/: commander does not read them. */
const NAMING_FILES: Readonly<Record<string, (name: string) => boolean>> = {
  test: (name) => existsSync(name),
  bench: (name) => existsSync(`bench/${name}.ts`),
};
const described = [...new Set([...Object.keys(scripts), ...Object.keys(COMMANDS)])].filter(
  (name) => existsSync(`cli/${name}.ts`) && !(name in NAMING_FILES),
);
const definitions: Readonly<Record<string, CommandDefinition>> = JSON.parse(
  execFileSync(process.execPath, ['test/unit/docs/command-definitions.ts', ...described], {
    encoding: 'utf8',
    stdio: 'pipe',
  }),
);

interface Invocation {
  readonly text: string;
  readonly script: string;
  readonly args: readonly string[];
}

/** Of a script of npm, or of `chargeonce` where it begins a piece of code or follows a prompt. */
const TYPED = /\bnpm (?:run )?([a-z:]+)(?: -- ([^\n]*))?|(?:^|npx |\$ )(chargeonce) ([a-z-]+[^\n]*)/g;

/** `npm run ops -- open, or …` in a sentence ends at the comma; what stands for the reader's own (`<orderId>`, `…`) is kept. */
function invocationsIn(code: string): Invocation[] {
  return [...code.matchAll(TYPED)].map(([text, script, arguments_, entry = '', more = '']) => {
    const rest = script === undefined ? more : (arguments_ ?? '');
    const [command = ''] = rest.split(/ (?:&&|\||>|-->)|, /);
    return { text, script: script ?? entry, args: command.match(/"[^"]*"|'[^']*'|\S+/g) ?? [] };
  });
}

const codeOf = (page: Page) => [
  ...codeSpans(page),
  ...page.fences.map(({ lines }) => lines.join('\n').replace(/\\\n\s*/g, '')),
  ...[...page.prose.matchAll(/<!-- (.*)$/gm)].map(([, comment = '']) => comment),
];

/** The reader's own, such as `<orderId>`, an option, or nothing: it names no subcommand. */
const isOpen = (arg = '…') => /^[<[]|^--|…/.test(arg);

/** Why a command can't be typed as the page has it; a value of an option is not looked at. */
function faultOf({ script, args }: Invocation): string | undefined {
  if (script === 'ci' || script === 'install') return;
  if (scripts[script] === undefined) return `there is no script ${script}`;
  const isNamed = NAMING_FILES[script];
  if (isNamed) return args.find((arg) => !isOpen(arg) && !isNamed(arg));
  const definition = definitions[script];
  if (definition) return faultOfArguments(definition, args);
  return args.length > 0 ? `${script} takes no arguments` : undefined;
}

function faultOfArguments(definition: CommandDefinition, [first, ...rest]: readonly string[]): string | undefined {
  const { commands, options, choices } = definition;
  const subcommand = first === undefined ? undefined : commands[first];
  if (subcommand) return faultOfArguments(subcommand, rest);
  const names = [...Object.keys(commands), ...choices];
  if (names.length > 0 && !isOpen(first) && !choices.includes(first ?? ''))
    return `${first} is none of ${names.join(', ')}`;
  if (isWithoutSubcommand(definition, first)) return `${first} needs one of ${names.join(', ')} before it`;
  // Some command must know an option that follows a placeholder for any of them.
  const known = [...options, ...Object.values(commands).flatMap((one) => one.options), '--help'];
  return [first, ...rest].find((arg = '') => /^--\w/.test(arg) && !known.includes(arg));
}

const isWithoutSubcommand = ({ commands, options }: CommandDefinition, first = '') =>
  Object.keys(commands).length > 0 && first.startsWith('--') && ![...options, '--help'].includes(first);

const named = PAGES.flatMap((file) =>
  codeOf(readPage(file)).flatMap((code) => invocationsIn(code).map((one) => ({ file, ...one }))),
);

describe('the commands that the pages name', () => {
  it.each(named)('are there and take what is given, in $file: $text', (one) => {
    expect(faultOf(one)).toBeUndefined();
  });
});

describe('a page that names a command wrongly', () => {
  it.each([
    ['npm run opps', 'there is no script opps'],
    ['npm run ops -- requeues', /^requeues is none of status, order, /],
    ['npm run ops -- review settle', 'settle is none of list, resolve'],
    ['npm run ops -- dlq --topics', '--topics'],
    ['npm run ops -- sources --stage dev', '--stage needs one of list, enable, disable before it'],
    ['npm run deploy -- --stages dev', '--stages'],
    ['npm run check -- everything', /^everything is none of file sizes, /],
    ['npm run bench -- nothing', 'nothing'],
    ['npm test -- test/nowhere', 'test/nowhere'],
    ['npm run format -- --all', 'format takes no arguments'],
    ['chargeonce requeues', /^requeues is none of start, console, /],
    ['$ chargeonce dlq list', 'list is none of ls, redrive'],
    ['npx chargeonce place --amounts 1', '--amounts'],
  ])('is found: %s', (text, fault) => {
    expect(invocationsIn(text).map(faultOf)).toEqual([expect.stringMatching(fault)]);
  });
});
