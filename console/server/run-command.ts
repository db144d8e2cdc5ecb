import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { quoted } from '../../cli/completion/shell-scripts.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MOST_TEXT = 100_000;

export interface CommandResponse {
  /** As the command documents it: 0 done; 1 the answer is no; 2 it could not be carried out. */
  readonly code: number;
  readonly text: string;
}

/** Words that a shell takes as they are. */
export const shellWords = (...words: readonly (string | number)[]) =>
  words
    .map(String)
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word)))
    .join(' ');

interface RunningCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** Runs one of the project's commands, the very one that the page shows, and answers what it printed. */
export async function runCommand({ program, args, env, signal }: RunningCommand): Promise<CommandResponse> {
  const child = spawn(
    process.execPath,
    ['--import', resolve(ROOT, 'bin/attached.mjs'), resolve(ROOT, program), ...args],
    {
      cwd: ROOT,
      env: { ...env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const end = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', end, { once: true });
  const said = { stdout: '', stderr: '' };
  for (const output of ['stdout', 'stderr'] as const)
    child[output].setEncoding('utf8').on('data', (text: string) => {
      said[output] = (said[output] + text).slice(-MOST_TEXT);
    });
  const code = await new Promise<number>((done, fail) => {
    child.once('error', fail).once('close', (status) => done(status ?? 2));
  });
  signal?.removeEventListener('abort', end);
  const [first, second] = code === 2 ? [said.stderr, said.stdout] : [said.stdout, said.stderr];
  return { code, text: [first, second].map((text) => text.trim()).find((text) => text !== '') ?? '' };
}
