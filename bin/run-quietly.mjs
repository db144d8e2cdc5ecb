import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { inProject } from './project.mjs';
import { StopWithOneLine } from './stop-with-one-line.mjs';

/** Runs a program in the project folder; what it says is shown only when it fails, and then the end of it. */
export async function runQuietly(program, args) {
  const child = spawn('sh', [inProject('bin/under-guard.sh'), program, ...args], {
    cwd: inProject(''),
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...UTF_8 },
  });
  let said = '';
  for (const output of [child.stdout, child.stderr])
    output.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-20_000);
    });
  const [status, signal] = await once(child, 'close');
  if (status === 0) return;
  const end = said.trim().split('\n').slice(-15).join('\n');
  throw new StopWithOneLine(`${end}\n${program} failed (${signal ?? `exit code ${status}`})`);
}

/** Java finds files with other letters than ASCII only in a locale that has them. */
const UTF_8 = { LC_ALL: 'C.UTF-8' };
