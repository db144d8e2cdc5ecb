import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SHARED_MEMORY = '/dev/shm';

/** Waits for the end of its standard input, which comes when this process is gone, and for the servers' own guards. */
const REMOVAL = 'cat >/dev/null; sleep 1; rm -rf "$1"';

/** Makes a temporary folder that ends with this process at the latest, however that ends. */
export function passingFolder(parent: string): string {
  const folder = mkdtempSync(join(parent, 'chargeonce-'));
  const removal = spawn('sh', ['-c', REMOVAL, 'sh', folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  removal.unref();
  if (removal.stdin instanceof Socket) removal.stdin.unref();
  return folder;
}

/** The same, held in memory where the system offers that. */
export const memoryFolder = (): string => passingFolder(existsSync(SHARED_MEMORY) ? SHARED_MEMORY : tmpdir());
