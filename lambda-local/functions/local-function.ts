import { environmentPool } from './environment-pool.ts';
import type { ExecutionEnvironment, FunctionSpec } from './execution-environment.ts';
import type { InvokeResponse } from './invocation.ts';

/** A function with as many execution environments as are needed at once, up to a limit. */
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
    reload: () => pool.reload(),
    surround: pool.reload,
    pids: pool.pids,
    kill: pool.kill,
    async stop() {
      clearTimeout(growth);
      await pool.stop();
    },
  };
}
