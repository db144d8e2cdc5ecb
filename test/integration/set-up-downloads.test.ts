import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyEntry, linkProgram } from '../harness/checkout-copy.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
/** Maven's last argument names the folder. */
const fetching = (jar: string) => `for last; do :; done; echo jar > "\${last#-DoutputDirectory=}/${jar}"`;

let project: ReturnType<typeof copyEntry>;

beforeEach(() => {
  project = copyEntry();
  project.program('npm', 'mkdir -p node_modules; echo \'{"packages":{}}\' > node_modules/.package-lock.json');
  project.program('java', `echo 'openjdk version "17.0.15" 2025-04-15' >&2`);
  project.write('cli/start.ts', "console.log('started');");
});

afterEach(() => rmSync(project.folder, { recursive: true }));

describe("Kafka's jars", () => {
  it('are not there after a broken-off download', async () => {
    project.write('local/kafka/jars.sha256', `${sha256('jar\n')}  two.jar\n`);
    project.program('mvn', `${fetching('one.jar')}; exit 1`);
    const first = await project.run('start');
    const afterFirst = existsSync(join(project.folder, '.local/kafka/lib'));
    project.program('mvn', fetching('two.jar'));
    const second = await project.run('start');

    expect(first).toMatchObject({ code: 1, stderr: expect.stringContaining('mvn failed') });
    expect(afterFirst).toBe(false);
    expect(second).toMatchObject({ code: 0, stdout: 'started\n' });
    expect(existsSync(join(project.folder, '.local/kafka/lib/one.jar'))).toBe(false);
  });

  it('are as listed also where git has written the list with other line ends', async () => {
    project.write('local/kafka/jars.sha256', `${sha256('jar\n')}  two.jar\r\n`);
    project.program('mvn', fetching('two.jar'));

    expect(await project.run('start')).toMatchObject({ code: 0, stdout: 'started\n' });
  });

  it.each([
    { odd: 'another content', listed: `${sha256('another jar')}  two.jar`, named: 'two.jar' },
    { odd: 'a jar that is not listed', listed: `${sha256('jar\n')}  one.jar`, named: 'one.jar, two.jar' },
  ])('are refused with $odd', async ({ listed, named }) => {
    project.write('local/kafka/jars.sha256', `${listed}\n`);
    project.program('mvn', fetching('two.jar'));

    const { code, stderr } = await project.run('start');

    expect(code).toBe(1);
    expect(stderr).toContain(`Not as in local/kafka/jars.sha256: ${named}.`);
    expect(existsSync(join(project.folder, '.local/kafka/lib'))).toBe(false);
  });
});

describe('a program from PyPI', () => {
  /** What `python3 -m venv <folder>` leaves behind: a pip that notes what it was asked for. */
  const VENV = [
    'case "$1" in -c) echo 11 True; exit 0;; esac',
    'mkdir -p "$3/bin"',
    'echo \'#!/bin/sh\necho "$*" >> pip.log\' > "$3/bin/pip"; chmod +x "$3/bin/pip"',
  ].join('\n');

  it('comes from what is listed and nothing else, into a folder of the project, and once', async () => {
    linkProgram(join(project.folder, 'path'), 'chmod');
    project.program('python3', VENV);
    project.write('cli/check.ts', "console.log('checked');");
    const first = await project.run('check');
    const second = await project.run('check');

    expect([first, second]).toMatchObject([
      { code: 0, stdout: 'checked\n' },
      { code: 0, stdout: 'checked\n', stderr: '' },
    ]);
    expect(readFileSync(join(project.folder, 'pip.log'), 'utf8').trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^install .*--no-deps -r .*rules\/cfn-lint\/requirements\.txt$/),
    ]);
    expect(existsSync(join(project.folder, '.local/cfn-lint/venv/bin/pip'))).toBe(true);
  });
});
