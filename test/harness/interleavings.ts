type Choose = (options: readonly string[]) => string;

/**
 * Runs once for every sequence of choices that the run can make; answers how many there were. `isFresh` says whether the choices
 * so far were made for the first time: then a run may end early where its state was reached before.
 */
export async function exploreChoices(run: (choose: Choose, isFresh: () => boolean) => Promise<void>): Promise<number> {
  let runs = 0;
  let path: number[] = [];
  for (;;) {
    const widths: number[] = [];
    const repeated = path.length;
    const choose: Choose = (options) => {
      const taken = path[widths.length] ?? 0;
      path[widths.length] = taken;
      widths.push(options.length);
      const option = options[taken];
      if (option === undefined) throw new Error('the run did not repeat itself');
      return option;
    };
    await run(choose, () => widths.length >= repeated);
    runs++;
    const last = path.findLastIndex((taken, depth) => taken + 1 < (widths[depth] ?? 0));
    if (last < 0) return runs;
    path = [...path.slice(0, last), (path[last] ?? 0) + 1];
  }
}

/** Holds every call of a port until its turn comes; the calls of each actor wait under its name. */
export function turnstile() {
  const waiting = new Map<string, () => void>();
  const guard =
    (actor: string) =>
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      await new Promise<void>((resolve) => waiting.set(actor, resolve));
      return call(...args);
    };
  /** Who waits now: every actor that has not ended. */
  const actors = async () => {
    await new Promise(setImmediate);
    return [...waiting.keys()].sort((one, other) => one.localeCompare(other));
  };
  const letPass = (actor: string) => {
    const pass = waiting.get(actor);
    waiting.delete(actor);
    pass?.();
  };
  return { guard, actors, letPass };
}
