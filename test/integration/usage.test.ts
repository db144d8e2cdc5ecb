import { execFile, execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const ENTRY = 'bin/chargeonce.mjs';
const usage = execFileSync(process.execPath, [ENTRY, '--help'], { encoding: 'utf8' });
const [list = ''] = usage.split('\nExamples:');
const names = [...list.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name = '']) => name);

const run = (...args: string[]) =>
  new Promise((done) => {
    const child = execFile(process.execPath, [ENTRY, ...args], (_error, stdout, stderr) =>
      done({ code: child.exitCode, text: stdout + stderr }),
    );
  });

describe('every command', () => {
  it.concurrent.each(names)('explains itself and does nothing else: %s', async (name) => {
    // The runner of the tests has a help of its own.
    const shown = name === 'test' ? /Usage:/ : /Usage:[\s\S]*\nExamples:\n {2}chargeonce /;
    expect(await run('help', name)).toEqual({ code: 0, text: expect.stringMatching(shown) });
  });

  // The runner of the tests passes over what it does not know.
  it.concurrent.each(names.filter((name) => name !== 'test'))(
    'ends with 2 when it is used wrongly: %s',
    async (name) => {
      expect(await run(name, '--nonsense')).toEqual({ code: 2, text: expect.stringMatching(/nonsense|not specified/) });
    },
  );
});
