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
