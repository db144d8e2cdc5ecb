import { setTimeout as delay } from 'node:timers/promises';
import type { GuardedProcess } from './guarded-process.ts';
import { lastLines } from './last-lines.ts';

interface Starting {
  readonly name: string;
  readonly process: GuardedProcess;
  readonly logFile: string;
  readonly withinMs: number;
}

/** Waits until a real request is answered; the process's early end, or the deadline, is an error that shows its log. */
export async function untilReady(starting: Starting, request: () => Promise<unknown>): Promise<void> {
  const { process, withinMs } = starting;
  const deadline = Date.now() + withinMs;
  for (;;) {
    const problem = await problemOf(request);
    if (problem === undefined) return;
    const end = await Promise.race([process.exited, delay(25, undefined)]);
    if (end) throw failure(starting, `ended (${end.signal ?? end.code}) before it was ready`);
    if (Date.now() > deadline) {
      await process.stop(0);
      throw failure(starting, `gave no answer within ${withinMs} ms (${problem})`);
    }
  }
}

async function problemOf(request: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await request();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

function failure({ name, logFile }: Starting, whatHappened: string): Error {
  return new Error(`${name} ${whatHappened}. Its log, ${logFile}, ends with:\n${lastLines(logFile)}`);
}
