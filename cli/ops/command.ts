import { type Command, InvalidArgumentError } from 'commander';
import { projectCommand, wholeNumberUpTo } from '../project-command.ts';
import { LOCAL, openSystem, type System, type SystemOptions } from './system.ts';

/** What a command found: `data` for machines, `text` for a person. `ok: false` ends the process with code 1. */
interface CommandResult {
  readonly data: unknown;
  readonly text: string;
  readonly ok?: boolean;
}

export interface OpsCommand<Options> {
  readonly name: string;
  readonly does: string;
  /** Adds arguments and options. */
  readonly define?: (command: Command) => Command;
  readonly run: (system: System, args: readonly string[], options: Options) => Promise<CommandResult>;
}

/** A command of `npm run ops`, with the options that all of them have and the exit codes of `npm run ops -- --help`. */
export function opsCommand<Options>({ name, does, define = (command) => command, run }: OpsCommand<Options>): Command {
  const command = define(projectCommand(name).description(does))
    .option('--stage <name>', 'a stage in AWS; without it, the system on this machine', LOCAL)
    .option('--profile <name>', 'a profile of the AWS configuration')
    .option('--region <name>', "another region than the stage's")
    .option('--json', 'print JSON', false)
    .exitOverride();
  return command.action(async () => {
    const options = command.opts<Options & SystemOptions & { json: boolean }>();
    const { data, text, ok = true } = await run(await openSystem(options), command.args, options);
    console.log(options.json ? JSON.stringify(data) : text);
    process.exitCode = ok ? 0 : 1;
  });
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
