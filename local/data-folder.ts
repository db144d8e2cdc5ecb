import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryFolder } from './memory-folder.ts';

interface DataFolderOptions {
  readonly dataDir: string;
  readonly fresh: boolean;
  readonly inMemory: boolean;
}

export interface DataFolder {
  /** Where this run keeps its state. */
  readonly path: string;
  close(): void;
}

/** Claims the data folder for this process; `inMemory` puts the state into a folder that ends with it. */
export function openData({ dataDir, fresh, inMemory }: DataFolderOptions): DataFolder {
  const owner = join(dataDir, 'owner.pid');
  assertNoOwner(owner, dataDir);
  if (fresh) rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(owner, String(process.pid));
  const path = inMemory ? memoryFolder() : dataDir;
  return {
    path,
    close() {
      if (inMemory) rmSync(path, { recursive: true, force: true });
      rmSync(owner, { force: true });
    },
  };
}

function assertNoOwner(file: string, dataDir: string) {
  const pid = readPid(file);
  if (pid !== undefined && isAlive(pid))
    throw new Error(
      `${dataDir} belongs to a system that runs (process ${pid}). Set DATA_DIR to another folder, or stop it. ` +
        `Is that process something else? Then remove ${file}.`,
    );
}

function readPid(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    // No file, no owner.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  // A system that ended without a trace may have had this process's own number: in a container they begin anew.
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    // A dead owner's claim counts for nothing.
    return false;
  }
}
