import { type ExecutionEnvironment, type FunctionSpec, startEnvironment } from './execution-environment.ts';
import type { InvokeResponse } from './invocation.ts';

/** A function with as many execution environments as are needed at once, up to a limit. */
export interface LocalFunction {
  invoke(event: unknown): Promise<InvokeResponse>;
  /** Starts the environments before they are needed; rejects when the function can't be loaded. */
  warm(): Promise<unknown>;
  /** Runs the newest code from the next invocation on. */
  reload(): void;
  stop(): Promise<void>;
}

interface Waiting {
  readonly event: unknown;
  readonly answer: (answer: InvokeResponse) => void;
}

/** As Lambda does, only sooner: environments that nobody needed in all this time end, but for one. */
export const SHRINK_EVERY_MS = 15_000;
/** An environment that is busy for a moment is sooner free than another one is started. */
const GROW_AFTER_MS = 100;

/**
 * Invocations wait in a queue; whoever adds one, or an idle environment, lets the queue move on:
 *
 *     invoke ──> dispatch ──> run ─────────────────────> dispatch
 *                   └───────> grow ──> startForNext ───> dispatch
 */
export function localFunction(spec: FunctionSpec, limit: number): LocalFunction {
  const pool = environmentPool(spec);
  const waiting: Waiting[] = [];
  let growth: NodeJS.Timeout | undefined;

  const dispatch = () => {
    for (const environment of pool.take(waiting.length)) {
      const next = waiting.shift();
      if (next) void run(environment, next);
    }
    if (isShort()) grow();
  };

  const run = async (environment: ExecutionEnvironment, { event, answer }: Waiting) => {
    answer(await environment.invoke(event));
    await pool.release(environment);
    dispatch();
  };

  const isShort = () => waiting.length > pool.starting() && pool.size() < limit;

  const grow = () => {
    if (pool.size() === 0) void startForNext();
    else
      growth ??= setTimeout(() => {
        growth = undefined;
        if (isShort()) void startForNext();
      }, GROW_AFTER_MS);
  };

  const startForNext = async () => {
    try {
      await pool.start();
    } catch (error) {
      waiting.shift()?.answer({ kind: 'failed', error: error instanceof Error ? error.message : String(error) });
    }
    dispatch();
  };

  return {
    invoke: (event) =>
      new Promise((answer) => {
        waiting.push({ event, answer });
        dispatch();
      }),
    warm: () => Promise.all(Array.from({ length: limit }, pool.start)).then(dispatch),
    reload: pool.reload,
    async stop() {
      clearTimeout(growth);
      await pool.stop();
    },
  };
}

/** A function's running environments, and those of them that are idle. */
function environmentPool(spec: FunctionSpec) {
  let all = new Set<ExecutionEnvironment>();
  let idle: ExecutionEnvironment[] = [];
  /** The fewest that were idle since the last look at what can end. */
  let leastIdle = 0;
  let starting = 0;

  const forget = (environment: ExecutionEnvironment) => {
    all.delete(environment);
    idle = idle.filter((other) => other !== environment);
    return environment;
  };
  const end = (environment: ExecutionEnvironment) => forget(environment).end();
  const shrinking = setInterval(() => {
    const unneeded = Math.min(leastIdle, idle.length - 1);
    for (const spare of idle.slice(0, Math.max(unneeded, 0))) void end(spare);
    leastIdle = idle.length;
  }, SHRINK_EVERY_MS).unref();

  return {
    starting: () => starting,
    size: () => all.size + starting,
    async start() {
      starting += 1;
      try {
        const environment = await startEnvironment(spec);
        all.add(environment);
        idle.push(environment);
        void environment.ended.then(() => forget(environment));
      } finally {
        starting -= 1;
      }
    },
    /** At most so many idle ones, that which was busy last first. */
    take(count: number): ExecutionEnvironment[] {
      const taken = idle.splice(Math.max(0, idle.length - count)).reverse();
      leastIdle = Math.min(leastIdle, idle.length);
      return taken;
    },
    async release(environment: ExecutionEnvironment) {
      // Not known any more when it has ended, and after a reload: then it runs old code.
      if (all.has(environment)) idle.push(environment);
      else await environment.end();
    },
    reload() {
      for (const environment of idle) void end(environment);
      [all, idle] = [new Set(), []];
    },
    async stop() {
      clearInterval(shrinking);
      await Promise.all([...all].map(end));
    },
  };
}
