import { InvalidArgumentError } from 'commander';

/** Reads a rate; `50` and `50/s` are the same. */
export function perSecond(text: string): number {
  const [, number] = /^([1-9]\d{0,5})(?:\/s)?$/.exec(text) ?? [];
  if (number !== undefined) return Number(number);
  throw new InvalidArgumentError('It must be a whole number from 1 on.');
}
