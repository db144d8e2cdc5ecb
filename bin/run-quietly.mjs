import { spawnSync } from 'node:child_process';
import { inProject } from './project.mjs';
import { StopWithOneLine } from './stop-with-one-line.mjs';

/** Runs a program in the project folder; what it says is shown only when it fails, and then the end of it. */
export function runQuietly(program, args) {
  const { status, signal, error, output } = spawnSync(program, args, {
    cwd: inProject(''),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return;
  const said = (output ?? []).join('').trim().split('\n').slice(-15).join('\n');
  throw new StopWithOneLine(`${said}\n${program} failed (${error?.message ?? signal ?? `exit code ${status}`})`);
}
