import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryFolder } from '../../local/ports-and-folders.ts';
import { waitFor } from '../harness/wait-for.ts';

let folder: string;

beforeEach(() => {
  folder = memoryFolder();
  writeFileSync(inFolder('program.mjs'), program());
});

afterEach(() => rmSync(folder, { recursive: true }));

const inFolder = (name: string) => join(folder, name);
const isThere = (name: string) => waitFor(() => existsSync(inFolder(name)), { within: 10_000, what: name });

describe('a command', () => {
  it.each([
    ['the shell that started it', '"$@" & wait', {}],
    // `:` keeps the inner shell from becoming the program.
    ["npm, whose script's shell lives on", 'sh -c \'"$@"; :\' sh "$@" & wait', { npm_lifecycle_event: 'start' }],
  ])('ends in order when this is killed, and not before: %s', async (_, script, env) => {
    const parent = start(script, env);
    await isThere('started');
    expect(existsSync(inFolder('ended'))).toBe(false);

    parent.kill('SIGKILL');

    await isThere('ended');
  });

  it('ends in order when nobody reads its output any more', async () => {
    const { stdout } = start('exec "$@"');
    await isThere('started');

    stdout.destroy();

    await isThere('ended');
  });
});

describe('a command whose output can not be written', () => {
  it('says so once, and does not end as if all were well', async () => {
    writeFileSync(
      inFolder('speaks.mjs'),
      `import '${ATTACHED}'; for (const n of [1, 2, 3]) console.log(n); setTimeout(() => process.exit(0), 200);`,
    );
    const child = spawn('sh', ['-c', 'exec "$@" > /dev/full', 'sh', process.execPath, inFolder('speaks.mjs')]);
    const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);

    expect({ code, errors }).toEqual({
      code: 2,
      errors: 'The output could not be written (ENOSPC): what it said is lost.\n',
    });
  });
});

const ATTACHED = join(import.meta.dirname, '../../bin/attached.mjs');

function start(script: string, env: Readonly<Record<string, string>> = {}) {
  const { npm_lifecycle_event: _, ...outside } = process.env;
  return spawn('sh', ['-c', script, 'sh', process.execPath, inFolder('program.mjs')], { env: { ...outside, ...env } });
}

const program = () => `
  import '${ATTACHED}';
  import { writeFileSync } from 'node:fs';
  process.on('SIGTERM', () => {
    writeFileSync('${inFolder('ended')}', '');
    process.exit();
  });
  setTimeout(() => process.exit(), 20_000);
  setInterval(() => console.log('a line'), 50);
  writeFileSync('${inFolder('started')}', '');
`;
