import { Command, Help, InvalidArgumentError } from 'commander';

const help = new Help();

/** A command whose `--help` marks the options that must be given, and which a wrong usage ends with code 2. */
export const projectCommand = (name: string): Command =>
  new Command(name)
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
