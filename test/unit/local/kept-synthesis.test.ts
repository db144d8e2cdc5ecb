import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checksumOf } from '../../../local/kept-synthesis.ts';

describe('whether what a synthesis is made of has changed', () => {
  let root: string;
  const inRoot = (name: string) => join(root, name);
  const checksum = () => checksumOf(['lib/**/*.ts', 'package-lock.json'], root);
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'chargeonce-sources-'));
    mkdirSync(inRoot('lib/flow'), { recursive: true });
    writeFileSync(inRoot('lib/flow/a.ts'), 'one');
    writeFileSync(inRoot('package-lock.json'), '{}');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it.each<[string, () => void]>([
    ['a file has other contents', () => writeFileSync(inRoot('lib/flow/a.ts'), 'two')],
    ['a file is new', () => writeFileSync(inRoot('lib/b.ts'), '')],
    ['a file is gone', () => rmSync(inRoot('lib/flow/a.ts'))],
    ['a file has another name', () => renameSync(inRoot('lib/flow/a.ts'), inRoot('lib/flow/b.ts'))],
    ['other packages are installed', () => writeFileSync(inRoot('package-lock.json'), '{ }')],
  ])('it has where %s', (_situation, change) => {
    const before = checksum();
    change();

    expect(checksum()).not.toBe(before);
  });

  it('it has not where a file was written as it was, or is another kind of file', () => {
    const before = checksum();
    writeFileSync(inRoot('lib/flow/a.ts'), 'one');
    writeFileSync(inRoot('lib/notes.md'), 'new');

    expect(checksum()).toBe(before);
  });
});
