import { environmentPool } from './environment-pool.ts';
import type { ExecutionEnvironment, FunctionSpec } from './execution-environment.ts';
import type { InvokeResponse } from './invocation.ts';

/** A function with as many execution environments as are needed at once, within its limits. */
export interface LocalFunction {
  invoke(event: unknown): Promise<InvokeResponse>;
  /** Starts the environments before they are needed; rejects when the function can't be loaded. */
  warm(): Promise<unknown>;
  /** Runs the newest code from the next invocation on. */
  reload(): void;
  /** The same, with these variables besides its own, and without those of an earlier call. */
  surround(variables: Readonly<Record<string, string>>): void;
  /** Of its environments. */
  pids(): readonly number[];
  /** Ends each of its environments at once; an invocation that is under way fails. */
  kill(): void;
  stop(): Promise<void>;
}

interface Waiting {
  readonly event: unknown;
  readonly answer: (answer: InvokeResponse) => void;
}

/** How many environments a function has. */
export interface EnvironmentLimits {
  /** At work for a moment: more of them would only take each other's processor. */
  readonly busy: number;
  /** Together with those at work for longer: they wait for something, such as a slow gateway, that must not hold up the others. */
  readonly most: number;
}

/** An environment that is busy for a moment is sooner free than another one is started. */
const GROW_AFTER_MS = 100;
/** Who works for so long waits for something. */
const HELD_UP_MS = 750;

/**
 * Invocations wait in a queue; whoever adds one, or an idle environment, lets the queue move on:
 *
 *     invoke ──> dispatch ──> run ─────────────────────> dispatch
 *                   └───────> grow ──> startForNext ───> dispatch
 */
export function localFunction(spec: FunctionSpec, { busy, most }: EnvironmentLimits): LocalFunction {
  const pool = environmentPool(spec);
  const work = workUnderWay();
  const waiting: Waiting[] = [];
  let growth: NodeJS.Timeout | undefined;

  const dispatch = () => {
    for (const environment of pool.take(waiting.length)) {
      const next = waiting.shift();
      if (next) void run(environment, next);
    }
    if (waiting.length > pool.starting() && pool.size() < most) grow();
  };

  const run = async (environment: ExecutionEnvironment, { event, answer }: Waiting) => {
    answer(await work.of(environment, event));
    await pool.release(environment);
    dispatch();
  };

  const isShort = () => waiting.length > pool.starting() && pool.size() < Math.min(most, busy + work.heldUp());

  const grow = () => {
    if (pool.size() === 0) void startForNext();
    else
      growth ??= setTimeout(() => {
        growth = undefined;
        if (isShort()) void startForNext();
        else dispatch();
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
    warm: () => Promise.all(Array.from({ length: busy }, pool.start)).then(dispatch),
    ...{ reload: () => pool.reload(), surround: pool.reload },
    ...{ pids: pool.pids, kill: pool.kill },
    async stop() {
      clearTimeout(growth);
      await pool.stop();
    },
  };
}

/** What the environments work at, and for how long. */
function workUnderWay() {
  const begunAt = new Map<ExecutionEnvironment, number>();
  return {
    async of(environment: ExecutionEnvironment, event: unknown): Promise<InvokeResponse> {
      begunAt.set(environment, performance.now());
      const answer = await environment.invoke(event);
      begunAt.delete(environment);
      return answer;
    },
    heldUp: () => [...begunAt.values()].filter((begun) => performance.now() - begun >= HELD_UP_MS).length,
  };
}
