import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGuardedProcess, startToldProcess } from '../../local/guarded-process.ts';
import { memoryFolder } from '../../local/ports-and-folders.ts';
import { waitFor } from '../harness/wait-for.ts';

let folder: string;

beforeEach(() => {
  folder = memoryFolder();
});

afterEach(() => rmSync(folder, { recursive: true }));

// The process table is read where Linux shows it.
describe.skipIf(!existsSync('/proc'))('a guarded process', () => {
  it('is gone when its parent is killed', async () => {
    const parent = spawn(process.execPath, ['--input-type=module-typescript', '-e', parentProgram(folder)]);
    const pid = Number(await firstLine(parent.stdout));
    expect(groupOf(pid)).toContain('sleep');

    parent.kill('SIGKILL');

    await waitFor(() => groupOf(pid).length === 0, { within: 5_000, what: 'the end of the process and its guard' });
  });

  it('takes its guard along when it ends by itself', async () => {
    const { pid, exited } = await startGuardedProcess({ ...aCommand('sh', '-c', 'exit 7') });

    expect(await exited).toEqual({ code: 7, signal: null });
    await waitFor(() => groupOf(pid).length === 0, { within: 5_000, what: 'the end of its guard' });
  });

  it('ends at once when asked to', async () => {
    const { stop } = await startGuardedProcess(aCommand('sleep', '600'));

    expect(await stop(20_000)).toEqual({ code: null, signal: 'SIGTERM' });
  });

  it('is killed when it does not end within the grace', async () => {
    const { stop } = await startGuardedProcess(aCommand('sh', '-c', 'trap "" TERM; echo deaf; sleep 600'));
    await waitFor(() => readFileSync(join(folder, 'log'), 'utf8') === 'deaf\n', { within: 5_000, what: 'the trap' });

    expect(await stop(50)).toEqual({ code: null, signal: 'SIGKILL' });
  });
});

describe('a folder in memory', () => {
  it('ends with its process, also when that is killed', async () => {
    const program = `import { memoryFolder } from '${join(import.meta.dirname, '../../local/ports-and-folders.ts')}';
      console.log(memoryFolder());
      setTimeout(() => {}, 20_000);`;
    const maker = spawn(process.execPath, ['--input-type=module-typescript', '-e', program]);
    const made = (await firstLine(maker.stdout)).trim();
    writeFileSync(join(made, 'records'), '');

    maker.kill('SIGKILL');

    await waitFor(() => !existsSync(made), { within: 5_000, what: 'the end of the folder' });
  });
});

describe('a guarded process that is listened to', () => {
  it('has told every line of both outputs when it counts as exited', async () => {
    const lines: string[] = [];
    const args = ['-c', 'for i in 1 2 3; do echo "out $i"; echo "err $i" >&2; done; printf unfinished; exit 7'];

    const { exited } = await startToldProcess({ command: 'sh', args, onLine: (line) => lines.push(line) });

    expect(await exited).toEqual({ code: 7, signal: null });
    expect(new Set(lines)).toEqual(new Set(['out 1', 'out 2', 'out 3', 'err 1', 'err 2', 'err 3', 'unfinished']));
  });
});

const aCommand = (command: string, ...args: string[]) => ({ command, args, logFile: join(folder, 'log') });

const parentProgram = (into: string) => `
  import { startGuardedProcess } from '${join(import.meta.dirname, '../../local/guarded-process.ts')}';
  const child = await startGuardedProcess({ command: 'sleep', args: ['600'], logFile: '${join(into, 'log')}' });
  console.log(child.pid);
`;

async function firstLine(output: AsyncIterable<Buffer>): Promise<string> {
  for await (const chunk of output) return chunk.toString();
  throw new Error('The parent printed nothing');
}

/** The names of the living processes in a group; one that only waits to be reaped is not living. */
function groupOf(pid: number): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(readStat)
    .filter(({ group, state }) => group === String(pid) && state !== 'Z')
    .map(({ name }) => name);
}

function readStat(pid: string) {
  const [, name = '', state, , group] = statOf(pid).match(/\((.*)\) (\S) (\d+) (\d+)/) ?? [];
  return { name, state, group };
}

/** Empty when the process ended in the meantime. */
function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
