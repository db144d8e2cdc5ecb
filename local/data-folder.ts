import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { memoryFolder } from './ports-and-folders.ts';
import { dataDirOf, readSettings, type Settings } from './settings.ts';

interface DataFolderOptions {
  readonly settings: Pick<Settings, 'dataDir' | 'ports'>;
  readonly fresh: boolean;
  readonly inMemory: boolean;
}

export interface DataFolder {
  /** Where this run keeps its state. */
  readonly path: string;
  close(): void;
}

/** All that a run writes: `--fresh` deletes these, and nothing else. */
export const OURS = [
  ...['kafka', 'kafka.properties', 'dynamodb', 'checkpoints', 'event-sources', 's3'],
  ...['logs', 'cdk.out', 'outputs.json', 'issuer.key', 'lambda.token', 'console.token', 'owner.pid'],
];

/** Claims the data folder for this process; `inMemory` puts the state into a folder that ends with it. */
export function openData({ settings, fresh, inMemory }: DataFolderOptions): DataFolder {
  const { dataDir } = settings;
  try {
    assertOurs(dataDir);
    assertNotRunning(dataDir);
    makeFolder(dataDir);
    // It holds customers' orders.
    chmodSync(dataDir, 0o700);
    writeClaim(settings, process.pid);
    if (fresh) for (const name of OURS) rmSync(join(dataDir, name), { recursive: true, force: true });
  } catch (error) {
    throw unusable(dataDir, error);
  }
  const path = inMemory ? memoryFolder() : dataDir;
  return {
    path,
    close() {
      if (inMemory) rmSync(path, { recursive: true, force: true });
      release(settings);
    },
  };
}

/** One by one: where a file system has no place for folders, such as /proc, Node's own way to make all of them does not end. */
function makeFolder(path: string) {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

function release(settings: Pick<Settings, 'dataDir' | 'ports'>) {
  try {
    writeClaim(settings);
  } catch {
    // On a full disk the claim stays; that of a process that has ended counts for nothing.
  }
}

/** The claim was not always written: before, a folder with nothing but what a run writes was ours. */
function assertOurs(dataDir: string) {
  const entries = existsSync(dataDir) ? readdirSync(dataDir) : [];
  if (entries.length === 0 || entries.includes(CLAIM_FILE)) return;
  const others = entries.filter((name) => !OURS.includes(name));
  if (entries.includes('outputs.json') && others.length === 0) return;
  throw new Error(
    `${dataDir} is not a data folder of chargeonce: it holds ${(others.length > 0 ? others : entries).slice(0, 3).join(', ')}. ` +
      'Set CHARGEONCE_DATA_DIR to a folder that is empty or not there yet.',
  );
}

function unusable(dataDir: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  return new Error(
    `The data folder ${dataDir} can't be used (${String(error.code)}): set CHARGEONCE_DATA_DIR to a folder that you may write.`,
    { cause: error },
  );
}

/** The file by which a data folder is known as ours. It names the ports and, while a system runs, its process. */
export const CLAIM_FILE = 'chargeonce.json';

const Claim = z.object({ pid: z.optional(z.number()), ports: z.record(z.string(), z.number()) });

/** Undefined where there is none that can be read: one that was being written when the machine went down is none. */
function readClaim(dataDir: string): z.output<typeof Claim> | undefined {
  try {
    return Claim.parse(JSON.parse(readFileSync(join(dataDir, CLAIM_FILE), 'utf8')));
  } catch {
    return undefined;
  }
}

const writeClaim = ({ dataDir, ports }: Pick<Settings, 'dataDir' | 'ports'>, pid?: number) =>
  writeFileSync(join(dataDir, CLAIM_FILE), JSON.stringify({ ports, pid }));

/** Throws where a system runs in the folder. */
export function assertNotRunning(dataDir: string): void {
  const claim = readClaim(dataDir);
  if (claim && isAlive(claim.pid))
    throw new Error(
      `Already running in ${dataDir} (process ${claim.pid}, http://127.0.0.1:${claim.ports['API_PORT']}). ` +
        'Stop it, or set CHARGEONCE_DATA_DIR to another folder. ' +
        `Is that process something else? Then remove ${join(dataDir, CLAIM_FILE)}.`,
    );
}

/** The settings of the system that runs in the data folder. @throws where none does, or a port is set that is not its own. */
export function settingsOfRunning(env: NodeJS.ProcessEnv): Settings {
  const dataDir = dataDirOf(env);
  const claim = readClaim(dataDir);
  if (!claim || !isAlive(claim.pid))
    throw new Error(
      `No system runs in ${dataDir}. Start one with: npm start (or name the folder of another by CHARGEONCE_DATA_DIR)`,
    );
  const ports = Object.entries(claim.ports).map(([name, port]) => [name, String(port)] as const);
  for (const [name, port] of ports)
    if (env[name] && env[name] !== port)
      throw new Error(
        `${name}=${env[name]}, but the system in ${dataDir} has ${port}: unset ${name}, its folder names it.`,
      );
  return readSettings({ ...env, ...Object.fromEntries(ports) });
}

function isAlive(pid = 0): boolean {
  // A system that ended without a trace may have had this process's own number: in a container they begin anew.
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process lives, too; a dead owner's claim counts for nothing.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
