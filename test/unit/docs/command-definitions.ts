// A process of its own: prints what the commands take that its arguments name (files of cli/), and runs none of them.
import { join } from 'node:path';
import { Command } from 'commander';
import { COMMANDS } from '../../../bin/commands.mjs';
import { operation } from '../../../cli/ops/operations.ts';

/** What a command takes. `choices` are the only arguments that it takes, where it limits them. */
export interface CommandDefinition {
  readonly options: readonly string[];
  readonly choices: readonly string[];
  readonly commands: { readonly [name: string]: CommandDefinition };
}

const definitionOf = (command: Command): CommandDefinition => ({
  options: command.options.map(({ long }) => long ?? ''),
  choices: command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
  commands: Object.fromEntries(command.commands.map((one) => [one.name(), definitionOf(one)])),
});

const found: Record<string, CommandDefinition> = {};
for (const name of process.argv.slice(2)) {
  // Throwing where the command line would be read ends the module before it does anything.
  Command.prototype.parse = Command.prototype.parseAsync = function (this: Command) {
    found[name] = definitionOf(this);
    throw new Error(`${name} is defined`);
  };
  const cause = await import(join(import.meta.dirname, `../../../cli/${name}.ts`)).catch((error: unknown) => error);
  if (found[name] === undefined) throw new Error(`cli/${name}.ts defines no command`, { cause });
}
/** An operators' command is defined by itself, any other one by its file; some read no command line. */
const chargeonce: Record<string, CommandDefinition> = {};
for (const name of Object.keys(COMMANDS)) {
  const command = await operation(name);
  chargeonce[name] = command ? definitionOf(command) : (found[name] ?? { options: [], choices: [], commands: {} });
}
found['chargeonce'] = { options: ['--help'], choices: ['help'], commands: chargeonce };

process.stdout.write(JSON.stringify(found), () => process.exit(0));
