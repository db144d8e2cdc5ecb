// Ends this process when what started it is gone, or nobody reads its output any more: nothing outlives a killed
// terminal, npm or test. It gets SIGTERM then, so that a command that has something to end can do it in order. Another one
// ends at once, with the exit code that it has set: 0 where it only looks, as in `chargeonce open | head -1`; else 1.
import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

let ending = false;

function end() {
  if (ending) return;
  ending = true;
  if (process.listenerCount('SIGTERM') > 0) process.kill(process.pid, 'SIGTERM');
  else process.exit(process.exitCode ?? 1);
}

let isLost = false;

/** On a full disk, say. The command does what it began, and does not end as if its answer had been read. */
function outputLost(code) {
  if (isLost) return;
  isLost = true;
  process.stderr.write(`The output could not be written (${code}): what it said is lost.\n`);
  process.on('exit', () => {
    process.exitCode = 2;
  });
}

/** Linux shows a process's name and parent; where it does not, the parent alone is watched. */
function processOf(pid) {
  try {
    const [, name, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').match(/\((.*)\) \S (\d+)/) ?? [];
    return { name, parent };
  } catch {
    return {};
  }
}

function watchParent() {
  const parent = process.ppid;
  const shell = processOf(parent);
  // npm runs a script in a shell, which outlives a killed npm.
  const isBetween = process.env.npm_lifecycle_event !== undefined && /sh$|busybox/.test(shell.name ?? '');
  const isLeft = () => process.ppid !== parent || (isBetween && processOf(parent).parent !== shell.parent);
  setInterval(() => isLeft() && end(), 500).unref();
}

if (isMainThread) {
  watchParent();
  for (const output of [process.stdout, process.stderr])
    output.on('error', ({ code }) => {
      if (code === 'EPIPE' || code === 'EIO') end();
      else if (output === process.stdout) outputLost(code);
    });
}
