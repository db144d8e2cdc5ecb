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

interface Appointment {
  readonly at: number;
  readonly act: () => void;
}

/** A clock that stands still until the next thing that is to happen; in milliseconds. */
export function virtualTime(startsAt: number) {
  let time = startsAt;
  const agenda: Appointment[] = [];
  return {
    now: () => new Date(time),
    /** Lets something happen so much later; of two things at the same time the one that was arranged first comes first. */
    in(milliseconds: number, act: () => void) {
      const at = time + milliseconds;
      agenda.splice(agenda.findLastIndex((earlier) => earlier.at <= at) + 1, 0, { at, act });
    },
    /** Lets everything happen that comes by then, and looks after each. */
    async passUntil(end: number, look: () => void) {
      for (let [next] = agenda; next !== undefined && next.at <= end; [next] = agenda) {
        agenda.shift();
        time = next.at;
        next.act();
        // Until whoever waited for it waits for something else.
        await new Promise(setImmediate);
        look();
      }
      time = Math.max(time, end);
    },
  };
}
export type VirtualTime = ReturnType<typeof virtualTime>;
