import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as z from 'zod/mini';

export interface WorkerOptions {
  /** From this folder. It answers each message, a task, with one message whose `result` is set; others report how far it is. */
  readonly script: string;
  readonly execArgv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the process. */
  readonly signal: AbortSignal;
}

interface WorkerMessage<Result> {
  readonly result?: Result;
  readonly progress?: string;
  readonly error?: string;
}

/** A process that works through tasks, one at a time. */
export interface Worker<Task, Result> {
  readonly run: (task: Task) => Promise<Result>;
  readonly end: () => void;
}

export function startWorker<Task extends object, Result>(
  { script, execArgv = [], env = {}, signal }: WorkerOptions,
  progress: (line: string) => void = () => undefined,
): Worker<Task, Result> {
  const child = fork(join(import.meta.dirname, script), [], {
    execArgv: [...execArgv],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const said: string[] = [];
  child.stderr?.on('data', (bytes: Buffer) => said.push(bytes.toString()));
  const end = () => void child.kill();
  signal.addEventListener('abort', end, { once: true });
  child.once('exit', () => signal.removeEventListener('abort', end));
  return {
    async run(task) {
      signal.throwIfAborted();
      child.send(task);
      return answerOf(child, { said, progress, signal });
    },
    end,
  };
}

interface Listening {
  readonly said: readonly string[];
  readonly progress: (line: string) => void;
  readonly signal: AbortSignal;
}

async function answerOf<Result>(child: ChildProcess, { said, progress, signal }: Listening): Promise<Result> {
  const given = new AbortController();
  const ended = once(child, 'exit', { signal: given.signal }).then(([code]) => {
    signal.throwIfAborted();
    throw new Error(
      `${child.spawnargs[1] ?? 'a worker'} ended with code ${String(code)}: ${said.join('').slice(-2_000)}`,
    );
  });
  ended.catch(() => undefined);
  try {
    for (;;) {
      const next = once(child, 'message', { signal: given.signal });
      const [message] = (await Promise.race([next, ended])) as [WorkerMessage<Result>];
      if (message.error !== undefined) throw new Error(message.error);
      if (message.result !== undefined) return message.result;
      if (message.progress !== undefined) progress(message.progress);
    }
  } finally {
    given.abort();
  }
}

interface Pool<Task, Result> extends WorkerOptions {
  readonly tasks: readonly Task[];
  readonly done: (task: Task, result: Result) => void;
  readonly progress?: (line: string) => void;
}

/** As many as a small machine has cores. */
export const WORKERS = 2;

/** Has several processes work through the tasks; rejects with the first failure, and ends them in any case. */
export async function onWorkers<Task extends object, Result>({
  tasks,
  done,
  progress,
  ...options
}: Pool<Task, Result>) {
  const left = [...tasks];
  const workers = Array.from({ length: Math.min(WORKERS, tasks.length) }, () =>
    startWorker<Task, Result>(options, progress),
  );
  try {
    await Promise.all(
      workers.map(async ({ run }) => {
        for (let task = left.shift(); task !== undefined; task = left.shift()) done(task, await run(task));
      }),
    );
  } finally {
    for (const { end } of workers) end();
  }
}

/** The part of a worker: answers each task. What fails is reported to the parent, whose failure it is. */
export function answerTasks<Task>(
  schema: z.ZodMiniType<Task>,
  work: (task: Task, report: (progress: string) => void) => unknown,
) {
  const report = (message: WorkerMessage<unknown>) => void process.send?.(message);
  const answer = async (task: unknown) => {
    try {
      report({ result: await work(z.parse(schema, task), (progress) => report({ progress })) });
    } catch (error) {
      report({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  };
  process.on('message', (task) => void answer(task));
  // Ctrl-C reaches the whole group of processes; the parent ends this one.
  process.on('SIGINT', () => undefined);
  // The parent is gone.
  process.on('disconnect', () => process.exit(1));
}
