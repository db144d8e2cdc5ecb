import { InvalidArgumentError } from 'commander';

/** A name in the forms in which the sources write it: `order-placed`, `orderPlaced`, `OrderPlaced`, `ORDER_PLACED`. */
export interface Name {
  readonly kebab: string;
  readonly camel: string;
  readonly pascal: string;
  readonly constant: string;
}

export function casesOf(kebab: string): Name {
  const pascal = kebab.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const camel = kebab.charAt(0) + pascal.slice(1);
  return { kebab, camel, pascal, constant: kebab.replaceAll('-', '_').toUpperCase() };
}

/** By the key of the table of events. */
export const casesOfKey = (camel: string): Name =>
  casesOf(camel.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));

/** With the prefix of any stage, the name of a function may have 64 characters. */
const LONGEST = 32;

/** Reads the name of a function. @throws InvalidArgumentError where it can't be one */
export function readFunctionName(text: string): Name {
  if (/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(text) && text.length <= LONGEST) return casesOf(text);
  throw new InvalidArgumentError(`It must be in kebab-case, of at most ${LONGEST} characters, such as stock-reserver.`);
}

/** Reads the name of an action. One word could be one of the language's own, such as `delete`. */
export function readActionName(text: string): Name {
  if (/^[a-z]+(-[a-z]+)+$/.test(text)) return casesOf(text);
  throw new InvalidArgumentError('It must be two words or more in kebab-case, such as reserve-stock.');
}

/** Reads the name of an event. @throws InvalidArgumentError where it can't be one */
export function readEventName(text: string): Name {
  if (/^[a-z]{1,20}(-[a-z]{1,20}){1,3}$/.test(text)) return casesOf(text);
  throw new InvalidArgumentError(
    'It must be two to four words in kebab-case, the last in the past tense, such as order-dispatched.',
  );
}
