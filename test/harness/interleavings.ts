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

/** One way through a run, among all that are explored. */
export interface Exploration {
  readonly choose: Choose;
  /** Whether a state is reached for the first time; what follows from it is the same each time. */
  readonly isNew: (state: string) => boolean;
}

/** Runs each case in every sequence of its choices, but for what follows from a state that was reached before; answers how many. */
export async function exploreStates<Case>(
  cases: readonly Case[],
  run: (one: Case, exploration: Exploration) => Promise<void>,
): Promise<number> {
  let explored = 0;
  for (const one of cases) {
    const reached = new Set<string>();
    explored += await exploreChoices((choose, isFresh) => {
      const isNew = (state: string) => {
        if (!isFresh()) return true;
        const isKnown = reached.has(state);
        reached.add(state);
        return !isKnown;
      };
      return run(one, { choose, isNew });
    });
  }
  return explored;
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
