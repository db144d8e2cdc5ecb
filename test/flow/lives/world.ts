import type { VirtualTime } from './virtual-time.ts';

/** Whole numbers from `from` to `to`, the same for the same seed. */
export type Random = (from: number, to: number) => number;

/** What every part of a life shares. */
export interface World {
  readonly time: VirtualTime;
  readonly random: Random;
  /** How many calls in a hundred meet a fault now. */
  readonly faultsInHundred: () => number;
  readonly isGatewayReachable: () => boolean;
  readonly log: (line: string) => void;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

/** One of these, each as likely. */
export function oneOf<Choice>(random: Random, choices: readonly Choice[]): Choice {
  const choice = choices[random(0, choices.length - 1)];
  if (choice === undefined) throw new Error('there is nothing to choose from');
  return choice;
}
