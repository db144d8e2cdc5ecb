import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

interface CliRun {
  /** Such as `ops`. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The checkout whose command it is. */
  readonly root?: string;
}

const ROOT = resolve(import.meta.dirname, '../..');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts one of the project's commands as a process of its own, with nobody at its input. */
export function startCli({ command, args, env, root = ROOT }: CliRun): {
  readonly child: ChildProcess;
  readonly ended: Promise<CliResult>;
} {
  const file = resolve(root, `cli/${command}.ts`);
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const ended = async () => {
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    return { code: child.exitCode, stdout, stderr };
  };
  return { child, ended: ended() };
}

export const runCli = (run: CliRun): Promise<CliResult> => startCli(run).ended;
