import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface WantedPort {
  readonly port: number;
  /** The environment variable that chooses another one. */
  readonly variable: string;
}

const handedOut = new Set<number>();

/** A port of the loopback address that nobody listens on now, and that this process has not been given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await portThatWasFree(0);
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    return port;
  }
}

/** Throws, naming the port and its environment variable, when somebody listens on the port already. */
export async function assertPortFree({ port, variable }: WantedPort): Promise<void> {
  try {
    await portThatWasFree(port);
  } catch (error) {
    throw new Error(`Port ${port} is in use. Set ${variable} to a free one, e.g. ${variable}=${await freePort()}`, {
      cause: error,
    });
  }
}

async function portThatWasFree(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const taken = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return taken.port;
}

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
