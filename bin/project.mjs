import { spawn } from 'node:child_process';
import { once } from 'node:events';
import module from 'node:module';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The path of something in the project folder, wherever the command was typed. */
export const inProject = (path) => `${root}${path}`;

/** The user can mend this: shown as its message alone, without a stack. */
export class StopWithOneLine extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Goes on with the command under the project's own Node: in this process where this is new enough, else in a child. */
export async function goOn({ module: script, given = [] }, args) {
  const file = inProject(script);
  process.chdir(inProject(''));
  // What the command starts as "node" is the project's Node too.
  process.env.PATH = [inProject('node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
  // What Node has compiled is kept, also for the programs that the command starts: each takes about half the CPU to begin.
  process.env.NODE_COMPILE_CACHE ??= inProject('.local/compile-cache');
  if (Number.parseInt(process.versions.node, 10) < 24) return inChild([file, ...given, ...args]);
  process.argv.splice(1, Number.POSITIVE_INFINITY, file, ...given, ...args);
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  await import(pathToFileURL(file).href);
}

/** The child watches this process, which watches what started it. */
function inChild(args) {
  const attached = pathToFileURL(inProject('bin/attached.mjs')).href;
  const child = spawn(inProject('node_modules/.bin/node'), ['--import', attached, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => passOn(child, signal));
  child.on('exit', (code, signal) => endAs({ code, signal }));
}

/** Ctrl-C in a terminal reaches the child by itself. */
function passOn(child, signal) {
  if (signal === 'SIGINT' && process.stdin.isTTY) return;
  child.kill(signal);
}

function endAs({ code, signal }) {
  if (signal === null) return process.exit(code);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

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
