import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryFolder } from '../../local/memory-folder.ts';
import { waitFor } from '../harness/wait-for.ts';

let folder: string;

beforeEach(() => {
  folder = memoryFolder();
});

afterEach(() => rmSync(folder, { recursive: true }));

const inFolder = (name: string) => join(folder, name);
const isThere = (name: string) => waitFor(() => existsSync(inFolder(name)), { within: 10_000, what: name });

describe('watching the parent', () => {
  it('shuts down when the parent is killed, and not before', async () => {
    const parent = spawn('sh', [
      '-c',
      '"$@" & wait',
      'sh',
      process.execPath,
      '--input-type=module-typescript',
      '-e',
      program(),
    ]);
    await isThere('watching');
    expect(existsSync(inFolder('shut-down'))).toBe(false);

    parent.kill('SIGKILL');

    await isThere('shut-down');
  });
});

const program = () => `
  import { writeFileSync } from 'node:fs';
  import { watchParent } from '${join(import.meta.dirname, '../../local/parent-watch.ts')}';
  const giveUp = setTimeout(() => process.exit(), 20_000);
  watchParent(() => {
    writeFileSync('${inFolder('shut-down')}', '');
    clearTimeout(giveUp);
  });
  writeFileSync('${inFolder('watching')}', '');
`;
