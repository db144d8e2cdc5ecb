import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Answer, Invocation, InvokeResponse } from './invocation.ts';

export interface FunctionSpec {
  readonly name: string;
  /** The bundle. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly logFile: string;
  /** Waits for a debugger's connection on this port; an invocation then never times out. */
  readonly inspectPort?: number;
}

/** A process that has loaded a function, as Lambda's execution environment: one invocation at a time. */
export interface ExecutionEnvironment {
  readonly pid: number;
  invoke(event: unknown): Promise<InvokeResponse>;
  /** Settles when the process has ended, whoever ended it. */
  readonly ended: Promise<void>;
  end(): Promise<void>;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
}

const GRACE_MS = 500;
const WORKER = resolve(import.meta.dirname, 'worker.mjs');

/** Starts the process; resolves when the function is loaded, rejects with its reason when it can't be. */
export async function startEnvironment(spec: FunctionSpec): Promise<ExecutionEnvironment> {
  const child = startWorker(spec);
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const started = await nextResponse(child);
  if (started.kind === 'failed') throw new Error(`${spec.name}: ${started.error} (${spec.logFile})`);

  return {
    pid: child.pid ?? 0,
    ended,
    kill: () => void child.kill('SIGKILL'),
    async invoke(event) {
      const limit = spec.inspectPort === undefined ? spec.timeoutSeconds * 1_000 : 3_600_000;
      const invocation: Invocation = { id: randomUUID(), event, deadline: Date.now() + limit };
      // Lambda ends an environment that did not answer in time, whatever it was doing.
      const late = setTimeout(() => child.kill('SIGKILL'), limit);
      // A process that ended just now takes no message; its end is the answer.
      child.send(invocation, () => {});
      const answer = await nextResponse(child);
      clearTimeout(late);
      if (answer.kind === 'returned') return answer;
      const isLate = Date.now() >= invocation.deadline;
      return failed(spec, isLate ? `Task timed out after ${spec.timeoutSeconds} seconds` : reasonOf(answer));
    },
    async end() {
      // A process that ends by itself saves its compiled code for the next start; a busy one may not react.
      child.kill('SIGTERM');
      const killTimer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await ended;
      clearTimeout(killTimer);
    },
  };
}

function startWorker({ name, file, environment, logFile, inspectPort }: FunctionSpec): ChildProcess {
  const log = openSync(logFile, 'a');
  const child = fork(WORKER, [file, name], {
    env: environment,
    execArgv:
      inspectPort === undefined
        ? ['--max-semi-space-size=2', '--single-threaded-gc']
        : [`--inspect=127.0.0.1:${inspectPort}`],
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  return child;
}

const failed = ({ name }: FunctionSpec, reason: string): InvokeResponse => ({
  kind: 'failed',
  error: `${name}: ${reason}`,
});

const reasonOf = (answer: Exclude<Answer, { kind: 'returned' }>) =>
  answer.kind === 'failed' ? answer.error : 'the runtime answered out of turn';

/** The next message, or the end of the process: that is an answer, too. */
function nextResponse(child: ChildProcess): Promise<Answer> {
  return new Promise((done) => {
    const listener = (message: Answer) => {
      child.off('exit', end);
      done(message);
    };
    const end = () => {
      child.off('message', listener);
      done({ kind: 'failed', error: `Runtime exited (${child.signalCode ?? child.exitCode})` });
    };
    if (child.exitCode !== null || child.signalCode !== null) end();
    else child.once('message', listener).once('exit', end);
  });
}
