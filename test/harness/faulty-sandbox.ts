export interface Fault {
  /** Which of all guarded calls it meets, counted from 0. */
  readonly call: number;
  /** An error is seen by the caller; after a death nothing of the stage takes effect any more. */
  readonly how: 'error before' | 'error after' | 'death before' | 'death after';
}

/** Runs stages whose guarded calls fail, or end the whole sandbox, before or after they take effect. */
export function faultySandbox(faults: readonly Fault[]) {
  let count = 0;
  let dead = false;

  /** A call that fails rejects, or answers `lost` where its port promises never to reject. */
  const guard =
    <Args extends readonly unknown[], Answer>(call: (...args: Args) => Promise<Answer>, lost?: Answer) =>
    async (...args: Args): Promise<Answer> => {
      if (dead) throw new Error('the sandbox is dead');
      const number = count++;
      const how = faults.find(({ call: struck }) => struck === number)?.how;
      if (how === undefined) return call(...args);
      if (how.endsWith('after')) await call(...args);
      dead = how.startsWith('death');
      if (lost !== undefined && !dead) return lost;
      throw new Error(`call ${number}: ${how}`);
    };

  /** Rejects when the stage fails, and when it dies. */
  const run = async (stage: () => Promise<unknown>): Promise<void> => {
    dead = false;
    await stage();
    if (dead) throw new Error('the sandbox died');
  };
  /** Guards every call of a port. */
  const guardAll = <Port extends object>(port: Port, lost?: object): Port =>
    Object.fromEntries(Object.entries(port).map(([name, call]) => [name, guard(call, lost)])) as Port;
  return { guard, guardAll, run, calls: () => count };
}
