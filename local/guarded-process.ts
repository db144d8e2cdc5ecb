import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child process that never outlives its parent. */
export interface GuardedProcess {
  readonly pid: number;
  readonly exited: Promise<ProcessExit>;
  /** Sends it a signal; one that has ended gets none, whoever has its number by then. */
  signal(signal: NodeJS.Signals): void;
  /** Asks it to end (SIGTERM) and ends it (SIGKILL) when it has not after `graceMs`. */
  stop(graceMs: number): Promise<ProcessExit>;
}

interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

interface LoggedCommand extends Command {
  /** Receives both outputs. */
  readonly logFile: string;
}

interface ToldCommand extends Command {
  /** Receives each line of both outputs. */
  readonly onLine: (line: string) => void;
}

const UNDER_GUARD = resolve(import.meta.dirname, '../bin/under-guard.sh');

/** Starts a command whose life ends with this process, even when this process is killed with SIGKILL. */
export async function startGuardedProcess({ logFile, ...command }: LoggedCommand): Promise<GuardedProcess> {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const child = underGuard(command, log);
  closeSync(log);
  return guarded(child, exitOf(child, 'exit'));
}

/** The same for a command that is listened to: it has exited when its last line was passed on. */
export async function startToldProcess({ onLine, ...command }: ToldCommand): Promise<GuardedProcess> {
  const child = underGuard(command, 'pipe');
  for (const output of [child.stdout, child.stderr]) reportLines(output, onLine);
  return guarded(child, exitOf(child, 'close'));
}

function reportLines(output: Readable | null, onLine: (line: string) => void) {
  if (output) createInterface(output).on('line', onLine);
}

// A group of its own: Ctrl-C in the terminal reaches only the runner, which stops its children in order.
const underGuard = ({ command, args, cwd, env }: Command, output: number | 'pipe') =>
  spawn('sh', [UNDER_GUARD, command, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ['pipe', output, output],
  });

async function guarded(child: ChildProcess, exited: Promise<ProcessExit>): Promise<GuardedProcess> {
  await once(child, 'spawn');
  return {
    pid: pidOf(child),
    exited,
    signal: (signal) => void child.kill(signal),
    stop: (graceMs) => stop({ child, exited }, graceMs),
  };
}

async function exitOf(child: ChildProcess, end: 'exit' | 'close'): Promise<ProcessExit> {
  return new Promise((resolve) =>
    child.once(end, (code: ProcessExit['code'], signal: ProcessExit['signal']) => resolve({ code, signal })),
  );
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('The process did not start');
  return pid;
}

async function stop(
  { child, exited }: { readonly child: ChildProcess; readonly exited: Promise<ProcessExit> },
  graceMs: number,
): Promise<ProcessExit> {
  child.kill('SIGTERM');
  // One that was stopped (SIGSTOP) gets the other signal only when it goes on.
  child.kill('SIGCONT');
  const killTimer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  const exit = await exited;
  clearTimeout(killTimer);
  return exit;
}

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

/** The end of a log file, for an error message. */
export function lastLines(file: string, count = 15): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}
