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
    /**
     * Lets something happen so much later; of two things at the same time the one that was arranged first comes first. Answers what
     * calls it off.
     */
    in(milliseconds: number, act: () => void) {
      const appointment = { at: time + milliseconds, act };
      agenda.splice(agenda.findLastIndex(({ at }) => at <= appointment.at) + 1, 0, appointment);
      return () => {
        const place = agenda.indexOf(appointment);
        if (place >= 0) agenda.splice(place, 1);
      };
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

/**
 * Lets the timers of the code under test run by the clock of a life: its deadlines, too, are the same for the same seed. Those that
 * are left at its end go off then, so that no call of it waits on in what the code keeps for all calls, such as a limit of concurrency.
 */
export async function withVirtualTimers(time: VirtualTime, live: () => Promise<void>) {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const timers = virtualTimers(time);
  Object.assign(globalThis, timers.functions);
  try {
    await live();
    await timers.endAll();
  } finally {
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  }
}

interface Timer {
  readonly goOff: () => void;
  readonly callOff: () => void;
}

function virtualTimers(time: VirtualTime) {
  const armed = new Map<number, Timer>();
  let last = 0;
  const clearTimeout = (id: unknown) => {
    armed.get(Number(id))?.callOff();
    armed.delete(Number(id));
  };
  const setTimeout = (act: () => void, milliseconds = 0) => {
    const id = ++last;
    const goOff = () => {
      clearTimeout(id);
      act();
    };
    armed.set(id, { goOff, callOff: time.in(milliseconds, goOff) });
    return id;
  };
  return {
    functions: { setTimeout, clearTimeout },
    async endAll() {
      while (armed.size > 0) {
        for (const { goOff } of armed.values()) goOff();
        await new Promise(setImmediate);
      }
    },
  };
}
