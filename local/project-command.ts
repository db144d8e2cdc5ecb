import { Command, Help, InvalidArgumentError } from 'commander';

const help = new Help();

/** A command whose `--help` marks the options that must be given, and which a wrong usage ends with code 2. */
export const projectCommand = (name: string): Command =>
  new Command(name)
    .configureHelp({
      optionDescription: (option) => `${help.optionDescription(option)}${option.mandatory ? ' (required)' : ''}`,
    })
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

/** Reads an option's value. */
export function wholeNumber(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 on.');
}
