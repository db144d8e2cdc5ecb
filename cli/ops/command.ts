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
