import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod/mini';
import { type GuardedProcess, startGuardedProcess, startToldProcess, untilReady } from '../../local/guarded-process.ts';
import { freePort } from '../../local/ports-and-folders.ts';

/** Stripe's own server for tests (MIT licence). Its hash covers its go.sum, which has those of all that it is built of. */
export const STRIPE_MOCK = {
  path: 'github.com/stripe/stripe-mock',
  version: 'v0.203.0',
  hash: 'h1:EzW7nb/fphqcAkgVRHAaC88OaAZo6SBWSl54cflDTio=',
};

const FOLDER = '.local/interop';
const PROGRAM = 'stripe-mock';
const DOCUMENT = 'spec3.json';
/** Within the module. */
const DOCUMENT_SOURCE = `embedded/openapi/${DOCUMENT}`;

export interface StripeMock extends GuardedProcess {
  readonly url: string;
  /** The OpenAPI document that it goes by, parsed. */
  readonly document: unknown;
}

/**
 * Starts stripe-mock on a free port of the loopback address, and builds it before where that was not done yet. It ends with this process.
 *
 * @throws where Go is missing or too old, the module is not the known one, or it can't be built or started; the message says why.
 */
export async function startStripeMock(report: (line: string) => void): Promise<StripeMock> {
  const folder = resolve(FOLDER, `${PROGRAM}-${STRIPE_MOCK.version}`);
  if (!existsSync(join(folder, DOCUMENT))) await build(folder, report);
  const port = await freePort();
  const logFile = join(FOLDER, `${PROGRAM}.log`);
  const args = ['-http-addr', `127.0.0.1:${port}`];
  const process = await startGuardedProcess({ command: join(folder, PROGRAM), args, logFile });
  const url = `http://127.0.0.1:${port}`;
  await untilReady({ name: PROGRAM, process, logFile, withinMs: 30_000 }, () => fetch(url));
  return { ...process, url, document: JSON.parse(readFileSync(join(folder, DOCUMENT), 'utf8')) };
}

const Download = z.object({ Dir: z.string(), Sum: z.string() });

/** The document comes last: where it is, all is there. */
async function build(folder: string, report: (line: string) => void): Promise<void> {
  assertGo();
  report(`Building stripe-mock ${STRIPE_MOCK.version}, which takes a minute at first …`);
  const { path, version, hash } = STRIPE_MOCK;
  mkdirSync(folder, { recursive: true });
  const { Dir, Sum } = z.parse(Download, JSON.parse(await go('mod', 'download', '-json', `${path}@${version}`)));
  if (Sum !== hash) throw new Error(`${path}@${version} has the hash ${Sum} instead of ${hash}: it is not used.`);
  // As the main module: what it needs is compared with its own go.sum.
  await go('build', '-C', Dir, '-mod=readonly', '-buildvcs=false', '-o', join(folder, PROGRAM), '.');
  const part = join(folder, `${DOCUMENT}.part`);
  writeFileSync(part, readFileSync(join(Dir, DOCUMENT_SOURCE)));
  renameSync(part, join(folder, DOCUMENT));
}

const OLDEST_GO = 22;

function assertGo() {
  const { error, stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  const found = error ? 'none' : stdout.trim();
  if (Number(/^go1\.(\d+)/.exec(found)?.[1] ?? 0) >= OLDEST_GO) return;
  throw new Error(
    `stripe-mock is built with Go 1.${OLDEST_GO} or newer (found ${found}): https://go.dev/doc/install | brew install go`,
  );
}

/** Neither another toolchain nor a workspace around the project. */
const GO = ['GOTOOLCHAIN=local', 'GOWORK=off', 'go'];

/** Runs Go; answers what it printed. @throws with the end of that where it failed. */
async function go(...args: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const process = await startToldProcess({
    command: 'env',
    args: [...GO, ...args],
    onLine: (line) => lines.push(line),
  });
  const { code, signal } = await process.exited;
  if (code === 0) return lines.join('\n');
  throw new Error(`go ${args.slice(0, 2).join(' ')} ended with ${signal ?? code}:\n${lines.slice(-15).join('\n')}`);
}
