import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { assertNotRunning, CLAIM_FILE, writeClaim } from './claim.ts';
import { memoryFolder } from './memory-folder.ts';
import type { Settings } from './settings.ts';

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
  ...['logs', 'cdk.out', 'outputs.json', 'issuer.key', 'lambda.token', 'owner.pid'],
];

/** Claims the data folder for this process; `inMemory` puts the state into a folder that ends with it. */
export function openData({ settings, fresh, inMemory }: DataFolderOptions): DataFolder {
  const { dataDir } = settings;
  try {
    assertOurs(dataDir);
    assertNotRunning(dataDir);
    mkdirSync(dataDir, { recursive: true });
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
