import { readdirSync, readFileSync } from 'node:fs';
import { assertPortFree } from '../../local/ports-and-folders.ts';
import { waitFor } from './wait-for.ts';

interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
}

/** The living processes, as Linux lists them; one that only waits to be reaped is not living. */
const livingProcesses = (): ListedProcess[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      const [, state, parent] = contentOf(`/proc/${pid}/stat`).match(/\) (\S) (\d+)/) ?? [];
      return state === undefined || state === 'Z' ? [] : [{ pid: Number(pid), parent: Number(parent) }];
    });

/** Empty when the process ended in the meantime. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** A process and all that it has started, and they, and so on. */
export function familyOf(pid: number, processes = livingProcesses()): number[] {
  const children = processes.filter(({ parent }) => parent === pid);
  return [pid, ...children.flatMap((child) => familyOf(child.pid, processes))];
}

/** The process in a family whose command line holds this text. */
export function findInFamily(pid: number, text: string): number | undefined {
  return familyOf(pid).find((member) => contentOf(`/proc/${member}/cmdline`).includes(text));
}

/** Waits until none of these processes lives and all these ports can be listened on. */
export async function nothingIsLeft(pids: readonly number[], ports: Readonly<Record<string, number>>, within = 5_000) {
  const living = () => livingProcesses().filter(({ pid }) => pids.includes(pid));
  await waitFor(() => living().length === 0, { within, what: `the end of the processes ${pids}` });
  const free = () => Promise.all(Object.entries(ports).map(([variable, port]) => assertPortFree({ port, variable })));
  await waitFor(free, { within, what: 'the ports to be free' });
}
