import { type ExecutionEnvironment, type FunctionSpec, startEnvironment } from './execution-environment.ts';

/** As Lambda does, only sooner: environments that nobody needed in all this time end, but for one. */
export const SHRINK_EVERY_MS = 15_000;

type Variables = Readonly<Record<string, string>>;

/** A function's running environments, and those of them that are idle. */
export function environmentPool(spec: FunctionSpec) {
  const newest = newestVersion(spec);
  let all = new Set<ExecutionEnvironment>();
  const idle = idleEnvironments();
  let [starting, isStopped] = [0, false];

  const forget = (environment: ExecutionEnvironment) => {
    all.delete(environment);
    idle.remove(environment);
    return environment;
  };
  const end = (environment: ExecutionEnvironment) => forget(environment).end();
  const shrink = () => idle.unneeded().forEach((spare) => void end(spare));
  const shrinking = setInterval(shrink, SHRINK_EVERY_MS).unref();

  return {
    starting: () => starting,
    /** Without end once it is stopped: whoever waits still gets no further one. */
    size: () => (isStopped ? Number.POSITIVE_INFINITY : all.size + starting),
    async start() {
      starting += 1;
      try {
        const environment = await newest.start();
        if (isStopped) await environment?.end();
        if (environment === undefined || isStopped) return;
        all.add(environment);
        idle.add(environment);
        void environment.ended.then(() => forget(environment));
      } finally {
        starting -= 1;
      }
    },
    take: idle.take,
    async release(environment: ExecutionEnvironment) {
      // Not known any more when it has ended, and after a reload: then it runs old code.
      if (all.has(environment)) idle.add(environment);
      else await environment.end();
    },
    reload(variables?: Variables) {
      newest.change(variables);
      for (const environment of idle.take(all.size)) void end(environment);
      all = new Set();
    },
    pids: () => [...all].map(({ pid }) => pid),
    kill() {
      for (const environment of all) forget(environment).kill();
    },
    async stop() {
      isStopped = true;
      clearInterval(shrinking);
      await Promise.all([...all].map(end));
    },
  };
}

/** Of a function's code and variables. */
function newestVersion(spec: FunctionSpec) {
  let current = spec;
  return {
    change(variables?: Variables) {
      current = { ...current, ...(variables && { environment: { ...spec.environment, ...variables } }) };
    },
    /** Undefined after a change in the meantime: what was loaded before it must not run after it. */
    async start(): Promise<ExecutionEnvironment | undefined> {
      const mine = current;
      const environment = await startEnvironment(mine);
      if (mine === current) return environment;
      void environment.end();
      return undefined;
    },
  };
}

/** The environments that wait for work. */
function idleEnvironments() {
  let idle: ExecutionEnvironment[] = [];
  /** The fewest that were idle since the last look at what can end. */
  let leastIdle = 0;
  return {
    add: (environment: ExecutionEnvironment) => void idle.push(environment),
    remove(environment: ExecutionEnvironment) {
      idle = idle.filter((other) => other !== environment);
    },
    /** At most so many, that which was busy last first. */
    take(count: number): ExecutionEnvironment[] {
      const taken = idle.splice(Math.max(0, idle.length - count)).reverse();
      leastIdle = Math.min(leastIdle, idle.length);
      return taken;
    },
    /** Those that nobody needed since the last call, but for one. */
    unneeded(): ExecutionEnvironment[] {
      const spare = idle.slice(0, Math.max(Math.min(leastIdle, idle.length - 1), 0));
      leastIdle = idle.length - spare.length;
      return spare;
    },
  };
}
