import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openData } from '../../../local/data-folder.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'data-folder-'));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const kept = { fresh: false, inMemory: false };

describe('the data folder', () => {
  it('keeps what earlier runs have left', () => {
    writeFileSync(join(dataDir, 'rows'), 'kept');

    const data = openData({ dataDir, ...kept });

    expect(data.path).toBe(dataDir);
    data.close();
    expect(readFileSync(join(dataDir, 'rows'), 'utf8')).toBe('kept');
  });

  it('is empty after --fresh', () => {
    writeFileSync(join(dataDir, 'rows'), 'gone');

    openData({ dataDir, fresh: true, inMemory: false }).close();

    expect(existsSync(join(dataDir, 'rows'))).toBe(false);
  });

  it('is made where it is missing', () => {
    openData({ dataDir: join(dataDir, 'deep/down'), ...kept }).close();

    expect(existsSync(join(dataDir, 'deep/down'))).toBe(true);
  });

  it('lies elsewhere with --in-memory, and ends with the run', () => {
    const data = openData({ dataDir, fresh: false, inMemory: true });

    expect(data.path).not.toBe(dataDir);
    expect(existsSync(data.path)).toBe(true);
    data.close();
    expect(existsSync(data.path)).toBe(false);
  });

  it('belongs to one system at a time, also to begin it anew', () => {
    writeFileSync(join(dataDir, 'rows'), 'kept');
    writeFileSync(join(dataDir, 'owner.pid'), String(process.ppid));

    for (const fresh of [false, true])
      expect(() => openData({ dataDir, fresh, inMemory: false })).toThrow(
        `${dataDir} belongs to a system that runs (process ${process.ppid}).`,
      );
    expect(existsSync(join(dataDir, 'rows'))).toBe(true);
  });

  it.each([
    ['has ended', () => String(spawnSync('true').pid)],
    ['is not readable', () => 'nonsense'],
    ['is empty', () => ''],
    // As in a container, where numbers begin anew.
    ['had the number of this process', () => String(process.pid)],
  ])('is free when its owner %s', (_, owner) => {
    writeFileSync(join(dataDir, 'owner.pid'), owner());

    const data = openData({ dataDir, ...kept });

    expect(readFileSync(join(dataDir, 'owner.pid'), 'utf8')).toBe(String(process.pid));
    data.close();
    expect(existsSync(join(dataDir, 'owner.pid'))).toBe(false);
  });
});
