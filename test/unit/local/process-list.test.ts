import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ProcessView } from '../../../console/contract/live-events.ts';
import type { FoundFunction } from '../../../local/local-functions.ts';
import { processList } from '../../../local/process-list.ts';

describe('the processes of a run', () => {
  it('are the servers and the functions, each with its state', () => {
    expect(someProcesses().list()).toEqual([
      { name: 'kafka', kind: 'server', state: 'paused', pids: [11] },
      { name: 'dynamodb', kind: 'server', state: 'down', pids: [] },
      { name: 'busy', kind: 'function', state: 'up', pids: [21, 22] },
      { name: 'calm', kind: 'function', state: 'idle', pids: [] },
    ]);
  });

  it('are restarted: a server by its end, a function by loading it anew', async () => {
    const { restart, acts } = someProcesses();

    await restart('kafka');
    await restart('busy');

    expect(acts).toEqual(['kill kafka', 'reload busy']);
    await expect(restart('nobody')).rejects.toThrow('There is no function nobody');
  });
});

describe('the log of a process', () => {
  it('shows its last lines, without one that is still being written', () => {
    const { log, write } = someProcesses();
    write('kafka', 'one\ntwo\nthree\nfo');
    write('busy', 'a line of a function\n');

    expect(log('kafka', 2)).toEqual(['two', 'three']);
    expect(log('busy', 5)).toEqual(['a line of a function']);
  });

  it('is empty before the process has written anything', () => {
    expect(someProcesses().log('calm', 5)).toEqual([]);
  });

  it('shows whole lines of the end where it is long', () => {
    const { log, write } = someProcesses();
    write('kafka', `${'a'.repeat(300_000)}\n${'b'.repeat(10)}\n`);

    expect(log('kafka', 5)).toEqual(['b'.repeat(10)]);
  });
});

function someProcesses() {
  const logs = mkdtempSync(join(tmpdir(), 'process-list-'));
  onTestFinished(() => rmSync(logs, { recursive: true }));
  const acts: string[] = [];
  const kill = (name: string) => () => void acts.push(`kill ${name}`);
  const pidsOf: Readonly<Record<string, readonly number[]>> = { busy: [21, 22], calm: [] };
  const find = (name: string): Pick<FoundFunction, 'pids' | 'reload' | 'logFile'> => {
    const pids = pidsOf[name];
    if (pids === undefined) throw new Error(`There is no function ${name}`);
    return { pids: () => pids, reload: () => void acts.push(`reload ${name}`), logFile: join(logs, `${name}.log`) };
  };
  const state = (shown: ProcessView['state'] & ('paused' | 'down')) => () => shown;
  const processes = processList({
    functions: { names: ['busy', 'calm'], find },
    servers: {
      kafka: { pid: () => 11, state: state('paused'), kill: kill('kafka') },
      dynamodb: { pid: () => 12, state: state('down'), kill: kill('dynamodb') },
    },
    logs,
  });
  return { ...processes, acts, write: (name: string, text: string) => writeFileSync(join(logs, `${name}.log`), text) };
}
