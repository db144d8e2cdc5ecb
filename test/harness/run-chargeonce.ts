import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { CliResult } from './run-cli.ts';

const ENTRY = resolve(import.meta.dirname, '../../bin/chargeonce.mjs');

type Environment = Readonly<Record<string, string>>;

/** Runs a command as somebody types it, with nobody at its input. */
export const runChargeonce = (env: Environment, ...args: string[]): Promise<CliResult> =>
  collect(process.execPath, [ENTRY, ...args], env);

/** Runs a line of bash in which `chargeonce` is the command. */
export const runInBash = (env: Environment, line: string): Promise<CliResult> =>
  collect('bash', ['-c', `chargeonce() { '${process.execPath}' '${ENTRY}' "$@"; }\n${line}`], env);

/** Runs a command at a terminal, where somebody types the answer; what it prints comes together. */
export async function runAtTerminal(env: Environment, args: readonly string[], answer: string): Promise<CliResult> {
  const command = [process.execPath, ENTRY, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (part) => {
    const isAsked = !shown.includes('[y/N]');
    shown += part;
    if (isAsked && shown.includes('[y/N]')) child.stdin.write(`${answer}\n`);
  });
  await once(child, 'close');
  return { code: child.exitCode, stdout: shown, stderr: '' };
}

async function collect(program: string, args: readonly string[], env: Environment): Promise<CliResult> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code: child.exitCode, stdout, stderr };
}
