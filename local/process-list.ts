import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessView } from '../console/contract/live-events.ts';
import type { FoundFunction, LocalFunctions } from './local-functions.ts';
import type { Supervised } from './servers.ts';

/** What runs on this machine for the system. */
export interface ProcessList {
  list(): readonly ProcessView[];
  /** Ends a server, which is then started again; of a function, loads it anew at its next invocation. @throws for an unknown name. */
  restart(name: string): Promise<void>;
  /** The last lines of its log. @throws for an unknown name. */
  log(name: string, lines: number): string[];
}

interface ProcessListDeps {
  readonly functions: Pick<LocalFunctions, 'names'> & {
    readonly find: (name: string) => Pick<FoundFunction, 'pids' | 'reload' | 'logFile'>;
  };
  readonly servers: Readonly<Record<'kafka' | 'dynamodb', Pick<Supervised, 'pid' | 'state' | 'kill'>>>;
  /** With the servers' logs. */
  readonly logs: string;
}

export function processList({ functions, servers, logs }: ProcessListDeps): ProcessList {
  const all = Object.entries(servers);
  const serverOf = (name: string) => all.find(([known]) => known === name)?.[1];
  return {
    list: () => [
      ...all.map(([name, { pid, state }]): ProcessView => {
        const shown = state();
        return { name, kind: 'server', state: shown, pids: shown === 'down' ? [] : [pid()] };
      }),
      ...functions.names.map((name): ProcessView => {
        const pids = functions.find(name).pids();
        return { name, kind: 'function', state: pids.length > 0 ? 'up' : 'idle', pids };
      }),
    ],
    async restart(name) {
      const server = serverOf(name);
      if (server === undefined) functions.find(name).reload();
      else server.kill();
    },
    log(name, lines) {
      const file = serverOf(name) === undefined ? functions.find(name).logFile : join(logs, `${name}.log`);
      return lines === 0 ? [] : linesAtEnd(file).slice(-lines);
    },
  };
}

/** A log may have grown for days: more than its end is never read. */
const MOST_BYTES = 256 * 1024;

/** The last whole lines of a log, without one that is still being written; none where there is no file. */
export function linesAtEnd(file: string): string[] {
  if (!existsSync(file)) return [];
  const opened = openSync(file, 'r');
  try {
    const { size } = fstatSync(opened);
    const from = Math.max(0, size - MOST_BYTES);
    const part = Buffer.alloc(size - from);
    const read = readSync(opened, part, 0, part.length, from);
    const lines = part.toString('utf8', 0, read).split('\n').slice(0, -1);
    return from > 0 ? lines.slice(1) : lines;
  } finally {
    closeSync(opened);
  }
}
