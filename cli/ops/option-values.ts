import { InvalidArgumentError } from 'commander';

/** Reads a rate; `50` and `50/s` are the same. */
export function perSecond(text: string): number {
  const [, number] = /^([1-9]\d{0,5})(?:\/s)?$/.exec(text) ?? [];
  if (number !== undefined) return Number(number);
  throw new InvalidArgumentError('It must be a whole number from 1 on.');
}

/** Reads how many are listed at most. */
export function limit(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 1 to 9999.');
}

/** Reads a time, as ISO 8601 in UTC. */
export function time(text: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('It must be a time, e.g. 2026-11-28T08:00:00Z.');
  return date.toISOString();
}
