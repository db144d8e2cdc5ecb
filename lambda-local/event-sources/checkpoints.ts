import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod/mini';

/** How far each shard of one mapping's stream has been processed. */
export interface Checkpoints {
  /** The last processed sequence number. */
  read(shard: string): string | undefined;
  write(shard: string, sequenceNumber: string): void;
}

export interface SavedCheckpoints extends Checkpoints {
  /** Puts them on disk at once; else that happens soon after a change. */
  save(): void;
}

const Saved = z.record(z.string(), z.string());

const SAVE_WITHIN_MS = 200;

/**
 * Keeps one mapping's checkpoints in a small JSON file that is whole at every moment, also when the process is killed.
 * It may be a little behind: what was processed after it comes again.
 */
export function fileCheckpoints(file: string): SavedCheckpoints {
  const shards = new Map(Object.entries(readSaved(file)));
  let saving: NodeJS.Timeout | undefined;
  mkdirSync(dirname(file), { recursive: true });
  const save = () => {
    clearTimeout(saving);
    saving = undefined;
    writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(shards)));
    renameSync(`${file}.new`, file);
  };
  const saveUntilSaved = () => {
    try {
      save();
    } catch {
      // On a full disk it is behind for longer.
      saving = setTimeout(saveUntilSaved, SAVE_WITHIN_MS);
    }
  };
  return {
    read: (shard) => shards.get(shard),
    write(shard, sequenceNumber) {
      shards.set(shard, sequenceNumber);
      saving ??= setTimeout(saveUntilSaved, SAVE_WITHIN_MS);
    },
    save,
  };
}

function readSaved(file: string): z.output<typeof Saved> {
  try {
    return z.parse(Saved, JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new Error(`The checkpoints in ${file} can't be read`, { cause: error });
  }
}
