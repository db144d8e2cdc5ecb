import { Command, Help, InvalidArgumentError } from 'commander';
import { COMMANDS } from '../bin/commands.mjs';

const help = new Help();

/** How a command is typed, as the end of its help; empty where the list of commands has none. */
export function examplesOf(name: string): string {
  const lines = COMMANDS[name]?.examples?.map((args) => `  ${`chargeonce ${name} ${args}`.trimEnd()}`) ?? [];
  return lines.length > 0 ? `\nExamples:\n${lines.join('\n')}` : '';
}

/** `npm run load --` and `chargeonce load` name the same command. */
const listedName = (name: string) => /^(?:npm(?: run)?|chargeonce) (\S+)/.exec(name)?.[1] ?? '';

/** A command whose `--help` marks the options that must be given, and which a wrong usage ends with code 2. */
export const projectCommand = (name: string): Command =>
  new Command(name)
    .addHelpText('afterAll', ({ command }) => (command.parent ? '' : examplesOf(listedName(name))))
    .configureHelp({
      optionDescription: (option) => `${help.optionDescription(option)}${option.mandatory ? ' (required)' : ''}`,
    })
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

/** Reads an option's value, from 1 to the highest that is allowed. */
export const wholeNumberUpTo = (highest: number) => (text: string) => {
  if (/^[1-9]\d*$/.test(text) && Number(text) <= highest) return Number(text);
  throw new InvalidArgumentError(`It must be a whole number from 1 ${highest === Infinity ? 'on' : `to ${highest}`}.`);
};

export const wholeNumber = wholeNumberUpTo(Infinity);
