import type { InvokeAnswer } from '../event-sources/invoke.ts';
import { type ExecutionEnvironment, type FunctionSpec, startEnvironment } from './execution-environment.ts';

/** A function with as many execution environments as are needed at once, up to a limit. */
export interface LocalFunction {
  invoke(event: unknown): Promise<InvokeAnswer>;
  /** Starts the environments before they are needed; rejects when the function can't be loaded. */
  warm(): Promise<unknown>;
  /** Runs the newest code from the next invocation on. */
  reload(): void;
  stop(): Promise<void>;
}

interface Waiting {
  readonly event: unknown;
  readonly answer: (answer: InvokeAnswer) => void;
}

/** As Lambda does, only sooner: environments that nobody needed in all this time end, but for one. */
export const SHRINK_EVERY_MS = 15_000;
/** An environment that is busy for a moment is sooner free than another one is started. */
const PATIENCE_MS = 100;

export function localFunction(spec: FunctionSpec, limit: number): LocalFunction {
  const waiting: Waiting[] = [];
  let all = new Set<ExecutionEnvironment>();
  let idle: ExecutionEnvironment[] = [];
  let leastIdle = 0;
  let starting = 0;
  let growth: NodeJS.Timeout | undefined;

  const start = async () => {
    starting += 1;
    try {
      const environment = await startEnvironment(spec);
      all.add(environment);
      idle.push(environment);
      void environment.ended.then(() => forget(environment));
    } finally {
      starting -= 1;
    }
  };

  const startForNext = async () => {
    try {
      await start();
    } catch (error) {
      waiting.shift()?.answer({ kind: 'failed', error: error instanceof Error ? error.message : String(error) });
    }
    dispatch();
  };

  const forget = (environment: ExecutionEnvironment) => {
    all.delete(environment);
    idle = idle.filter((other) => other !== environment);
  };

  const run = async (environment: ExecutionEnvironment, { event, answer }: Waiting) => {
    answer(await environment.invoke(event));
    // Not known any more when it has ended, and after a reload: then it runs old code.
    if (all.has(environment)) idle.push(environment);
    else await environment.end();
    dispatch();
  };

  const dispatch = () => {
    while (idle.length > 0 && waiting.length > 0) {
      const [environment, next] = [idle.pop(), waiting.shift()];
      if (environment && next) void run(environment, next);
    }
    leastIdle = Math.min(leastIdle, idle.length);
    if (waiting.length > starting && all.size + starting < limit) grow();
  };

  const grow = () => {
    if (all.size + starting === 0) void startForNext();
    else
      growth ??= setTimeout(() => {
        growth = undefined;
        if (waiting.length > starting && all.size + starting < limit) void startForNext();
      }, PATIENCE_MS);
  };

  const end = (environment: ExecutionEnvironment) => {
    forget(environment);
    return environment.end();
  };

  const shrink = () => {
    const unneeded = Math.min(leastIdle, idle.length - 1);
    for (const spare of idle.slice(0, Math.max(unneeded, 0))) void end(spare);
    leastIdle = idle.length;
  };
  const shrinking = setInterval(shrink, SHRINK_EVERY_MS);
  shrinking.unref();

  return {
    invoke: (event) =>
      new Promise((answer) => {
        waiting.push({ event, answer });
        dispatch();
      }),
    warm: () => Promise.all(Array.from({ length: limit }, start)).then(dispatch),
    reload() {
      for (const environment of idle) void end(environment);
      [all, idle] = [new Set(), []];
    },
    async stop() {
      clearInterval(shrinking);
      clearTimeout(growth);
      await Promise.all([...all].map(end));
    },
  };
}
