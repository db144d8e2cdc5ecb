import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inProject } from './project.mjs';

/** Goes on with the command under the project's own Node: in this process where this is new enough, else in a child. */
export async function goOn({ module, given = [] }, args) {
  const file = inProject(module);
  process.chdir(inProject(''));
  // What the command starts as "node" is the project's Node too.
  process.env.PATH = [inProject('node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
  if (Number.parseInt(process.versions.node, 10) < 24) return inChild([file, ...given, ...args]);
  process.argv.splice(1, Number.POSITIVE_INFINITY, file, ...given, ...args);
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
