import { type Command, InvalidArgumentError } from 'commander';
import { projectCommand, wholeNumberUpTo } from '../project-command.ts';
import { type Columns, tableText } from '../table-text.ts';
import { agreeFirst, type Form } from './consent.ts';
import { LOCAL, openSystem, type System, type SystemOptions } from './system.ts';

/** What a command found: `data` for machines, `text` for a person. `ok: false` ends the process with code 1. */
interface CommandResult {
  readonly data: unknown;
  readonly text: string;
  /** A list as a person reads it on a terminal; elsewhere scripts read the lines of `text`. */
  readonly columns?: Columns;
  readonly ok?: boolean;
}

export interface OpsCommand<Options> {
  readonly name: string;
  readonly does: string;
  /** Adds arguments and options. */
  readonly define?: (command: Command) => Command;
  readonly run: Run<Options>;
  /** What it would do, for a command that writes: it is shown before somebody is asked whether to go on. */
  readonly preview?: Run<Options> | 'dry-run';
}

type Run<Options> = (system: System, args: readonly string[], options: Options) => Promise<CommandResult>;

/** The first word of a command that stands by itself, and not for `npm run ops`. */
export const CHARGEONCE = 'chargeonce';

interface CommonOptions extends SystemOptions {
  readonly json: boolean;
  /** Undefined where there is nothing to agree to. */
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** A command of `npm run ops`, with the options that all of them have and the exit codes of `npm run ops -- --help`. */
export function opsCommand<Options>(definition: OpsCommand<Options>): Command {
  const { name, does, define, preview } = definition;
  const described = projectCommand(name).description(does);
  const command = (define?.(described) ?? described)
    .option('--stage <name>', 'a stage in AWS; without it, the system on this machine', LOCAL)
    .option('--profile <name>', 'a profile of the AWS configuration')
    .option('--region <name>', "another region than the stage's")
    .option('--json', 'print JSON', false)
    .exitOverride();
  if (preview) command.option('--yes', 'do it without asking', false);
  return command.action(() => carryOut(command, definition));
}

async function carryOut<Options>(command: Command, { run, preview }: OpsCommand<Options>) {
  const options = command.opts<Options & CommonOptions>();
  const form = formOf(command);
  const system = lazily(() => openSystem(options));
  if (preview) {
    const wouldRun = preview === 'dry-run' ? run : preview;
    const show = async () => (await wouldRun(await system(), command.args, { ...options, dryRun: true })).text;
    await agreeFirst({ form, yes: options.yes === true || options.dryRun === true, preview: show });
  }
  // What only looks is done when its reader goes: `… | head -1`. What writes may be broken off by that.
  else process.exitCode = 0;
  const result = await run(await system(), command.args, options);
  console.log(options.json ? JSON.stringify(result.data) : readable(result, form));
  process.exitCode = result.ok === false ? 1 : 0;
}

/** As `npm run ops -- …`, whose lines scripts read, it prints a table on a terminal only. */
function readable({ text, columns }: CommandResult, form: Form): string {
  if (columns === undefined || columns.rows.length === 0) return text;
  return form === CHARGEONCE || process.stdout.isTTY ? tableText(columns) : text;
}

function formOf(command: Command): Form {
  if (command.parent) return formOf(command.parent);
  return command.name() === CHARGEONCE ? CHARGEONCE : 'script';
}

function lazily<Value>(make: () => Promise<Value>) {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}

const upToAMillion = wholeNumberUpTo(999_999);

/** Reads a rate; `50` and `50/s` are the same. */
export const perSecond = (text: string) => upToAMillion(text.replace(/\/s$/, ''));

/** Reads how many are listed at most. */
export const limit = wholeNumberUpTo(9_999);

/** Reads a time, as ISO 8601 in UTC. */
export function time(text: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('It must be a time, e.g. 2026-11-28T08:00:00Z.');
  return date.toISOString();
}

/** Text from a record as one line; control characters, which a terminal would obey, are shown as blocks. */
export const oneLine = (text: string) => text.replace(/\s*\n\s*/g, '; ').replace(/\p{Cc}/gu, '\u2588');

/** A record's text without what names a customer, a payment method or a card. */
export const masked = (text: string) =>
  text
    .replace(/("(?:customerId|paymentMethod|gatewayCustomer)"\s*:\s*)"(?:[^"\\]|\\.)*"/g, '$1"***"')
    .replace(/\d(?:[ -]?\d){8,14}(?=[ -]?\d{4}(?!\d))/g, '***');

/** 1 attempt, 2 attempts. */
export const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** Seconds in the largest unit that has at least two of them: 90 s, 5 min, 47 h, 3 d. */
export function age(seconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => seconds >= 2 * size) ?? (['s', 1] as const);
  return `${Math.floor(seconds / size)} ${unit}`;
}

export const secondsSince = (time: string, now = new Date()) => (now.getTime() - Date.parse(time)) / 1_000;
