import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { COMMANDS, type ListedCommand } from '../../bin/commands.mjs';
import { operation } from '../ops/operations.ts';

/** What may follow a command. */
export interface CommandNode {
  /** `chargeonce` is '', its subcommand `dlq ls` is 'dlq ls'. */
  readonly path: string;
  readonly words: readonly Word[];
  /** By an option, the values that it takes, where there are only these. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

interface Word {
  readonly word: string;
  readonly does: string;
}

const ROOT = join(import.meta.dirname, '../..');
const OPERATE = 'cli/operate.ts';

/** Every command and subcommand, from their own definitions; none of them is run. `own` is the one that asks. */
export async function commandTree(own: Command): Promise<readonly CommandNode[]> {
  const names = Object.entries(COMMANDS).map(([word, { does }]) => ({ word, does }));
  const nodes: CommandNode[] = [
    { path: '', words: [...names, { word: 'help', does: 'what a command takes' }, HELP], values: {} },
  ];
  for (const [name, listed] of Object.entries(COMMANDS)) {
    const command = own.name().endsWith(` ${name}`) ? own : await definitionOf(name, listed);
    nodes.push(...(command ? nodesOf(name, command) : [{ path: name, words: [HELP], values: {} }]));
  }
  return nodes;
}

const HELP: Word = { word: '--help', does: 'display help for command' };

function nodesOf(path: string, command: Command): readonly CommandNode[] {
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  const options = command.options.map(({ long, description }) => ({ word: long ?? '', does: description }));
  const node = {
    path,
    words: [
      ...command.commands.map((one) => ({ word: one.name(), does: one.description() })),
      ...choices.map((word) => ({ word, does: '' })),
      ...options,
      HELP,
    ],
    values: Object.fromEntries(
      command.options.flatMap(({ long, argChoices }) => (long && argChoices ? [[long, argChoices] as const] : [])),
    ),
  };
  return [node, ...command.commands.flatMap((one) => nodesOf(`${path} ${one.name()}`, one))];
}

async function definitionOf(name: string, { module }: ListedCommand): Promise<Command | undefined> {
  if (module === OPERATE) return operation(name);
  // What does not read its command line by commander would begin to work.
  if (!existsSync(join(ROOT, module)) || !readFileSync(join(ROOT, module), 'utf8').includes('projectCommand('))
    return undefined;
  return definedIn(join(ROOT, module));
}

/** A module ends where it would read its command line, before it does anything. */
async function definedIn(file: string): Promise<Command> {
  const { parse, parseAsync } = Command.prototype;
  const found: Command[] = [];
  const stop = function (this: Command): never {
    found.push(this);
    throw new DefinedError(0, 'defined', '');
  };
  Object.assign(Command.prototype, { parse: stop, parseAsync: stop });
  try {
    await import(file);
  } catch (error) {
    if (!(error instanceof DefinedError)) throw error;
  } finally {
    Object.assign(Command.prototype, { parse, parseAsync });
  }
  const [command] = found;
  if (command === undefined) throw new Error(`${file} defines no command`);
  return command;
}

/** Commands that report their errors say nothing of this one, as of a help that was shown. */
class DefinedError extends CommanderError {}
