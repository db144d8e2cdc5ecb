import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { waitFor } from './wait-for.ts';

/** `chargeonce tail` as a process of its own; `end` sends a signal and answers the exit code. */
export function followOrders(env: Readonly<Record<string, string>>, ...args: string[]) {
  const child = spawn(process.execPath, [resolve('bin/chargeonce.mjs'), 'tail', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (part) => (stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part) => (stderr += part));
  const exitCode = async () => {
    await waitFor(() => child.exitCode !== null, { within: 10_000, what: 'the end of tail' });
    return child.exitCode;
  };
  return {
    isReady: () => waitFor(() => stderr.includes('Following'), { within: 20_000, what: 'tail to listen' }),
    shows: (what: string) => waitFor(() => stdout.includes(what), { within: 20_000, what }),
    /** As if whoever reads it had gone. */
    stopReading: () => child.stdout.destroy(),
    exitCode,
    end() {
      child.kill('SIGINT');
      return exitCode();
    },
  };
}
