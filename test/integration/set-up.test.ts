import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyEntry, linkProgram } from '../harness/project-copy.ts';

const JAVA_17 = `echo 'openjdk version "17.0.15" 2025-04-15' >&2`;
/** What npm leaves behind, slowly enough for a second copy to come by. */
const NPM =
  'echo run >> npm.log; sleep 0.5; mkdir -p node_modules; echo \'{"packages":{}}\' > node_modules/.package-lock.json';
/** Maven's last argument names the folder. */
const fetching = (jar: string) => `for last; do :; done; echo jar > "\${last#-DoutputDirectory=}/${jar}"`;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

let project: ReturnType<typeof copyEntry>;

beforeEach(() => {
  project = copyEntry();
  project.program('npm', NPM);
  project.write('cli/size.ts', "console.log('sizes', process.argv.slice(2).join(' '));");
  project.write('local/start.ts', "console.log('started');");
});

afterEach(() => rmSync(project.folder, { recursive: true }));

const lines = (text: string) => text.trimEnd().split('\n');

describe('what must be there beforehand', () => {
  it('stops with one line when Java is missing', async () => {
    const { code, stderr } = await project.run('start');

    expect(code).toBe(1);
    expect(lines(stderr)).toEqual([
      'chargeonce needs Java 17 or newer (found none): apt-get install openjdk-17-jre-headless | brew install openjdk@17',
    ]);
  });

  it.each([
    { calls: 'openjdk version "11.0.2" 2019-01-15', version: '11.0.2' },
    { calls: 'java version "1.8.0_392"', version: '8.0' },
  ])('stops with one line when Java is too old: $calls', async ({ calls, version }) => {
    project.program('java', `echo '${calls}' >&2`);

    const { code, stderr } = await project.run('start');

    expect(code).toBe(1);
    expect(lines(stderr)).toEqual([expect.stringContaining(`needs Java 17 or newer (found ${version})`)]);
  });

  it('stops with one line when Maven is missing and the jars are not there, before anything is installed', async () => {
    project.program('java', JAVA_17);

    const { code, stderr } = await project.run('start');

    expect(code).toBe(1);
    expect(lines(stderr)).toEqual(['chargeonce needs Maven (found none): apt-get install maven | brew install maven']);
    expect(existsSync(join(project.folder, 'npm.log'))).toBe(false);
  });

  it.each([
    { python: 'exit 127', found: 'none', command: 'test' },
    { python: 'echo 9 True', found: '3.9', command: 'check' },
    { python: 'echo 11 False', found: '3.11 without venv', command: 'test:localstack' },
  ])('stops $command with one line when Python is $found', async ({ python, found, command }) => {
    project.program('java', JAVA_17);
    project.program('mvn', 'exit 0');
    project.program('python3', python);

    const { code, stderr } = await project.run(command);

    expect(code).toBe(1);
    expect(lines(stderr)).toEqual([
      `chargeonce needs Python 3.11 or newer with venv (found ${found}): apt-get install python3 python3-venv | brew install python@3.11`,
    ]);
  });

  it('asks for neither Java nor Maven when the command needs none', async () => {
    expect(await project.run('size')).toMatchObject({ code: 0 });
  });
});

describe('the first use', () => {
  it('installs the packages, says so, and goes on with the arguments', async () => {
    const { stdout, stderr } = await project.run('size', '--verbose', 'all');

    expect(lines(stderr)).toEqual(['Installing Node packages …', expect.stringMatching(/^Installed .* in \d+\.\d s$/)]);
    expect(stdout).toBe('sizes --verbose all\n');
  });

  it('lets no package run code, whatever npm makes of the settings of the project', async () => {
    project.program('npm', `echo "$@" > arguments.log; ${NPM}`);

    await project.run('size');

    expect(readFileSync(join(project.folder, 'arguments.log'), 'utf8')).toMatch(/^ci --ignore-scripts /);
  });

  it('skips what is there the next time', async () => {
    await project.run('size');

    expect(await project.run('size')).toMatchObject({ code: 0, stderr: '' });
  });

  it('installs again when the lockfile asks for another package', async () => {
    await project.run('size');
    project.write('package-lock.json', '{"packages":{"node_modules/new":{"integrity":"sha512-new"}}}');

    await project.run('size');

    expect(lines(readFileSync(join(project.folder, 'npm.log'), 'utf8'))).toHaveLength(2);
  });

  it('shows the end of what the installer said when it fails, and can be tried again', async () => {
    project.program('npm', 'echo "network is down" >&2; exit 3');
    const first = await project.run('size');
    project.program('npm', NPM);

    expect(first).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('network is down\nnpm failed (exit code 3)'),
    });
    expect(await project.run('size')).toMatchObject({ code: 0 });
  });

  it('does not take a broken-off download of the jars for a whole one', async () => {
    project.write('local/kafka/jars.sha256', `${sha256('jar\n')}  two.jar\n`);
    project.program('java', JAVA_17);
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

  it.each([
    { odd: 'another content', listed: `${sha256('another jar')}  two.jar`, named: 'two.jar' },
    { odd: 'a jar that is not listed', listed: `${sha256('jar\n')}  one.jar`, named: 'one.jar, two.jar' },
  ])('refuses jars with $odd', async ({ listed, named }) => {
    project.write('local/kafka/jars.sha256', `${listed}\n`);
    project.program('java', JAVA_17);
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
    expect(lines(readFileSync(join(project.folder, 'pip.log'), 'utf8'))).toEqual([
      expect.stringMatching(/^install .*--no-deps -r .*rules\/cfn-lint\/requirements\.txt$/),
    ]);
    expect(existsSync(join(project.folder, '.local/cfn-lint/venv/bin/pip'))).toBe(true);
  });
});

describe('two copies that start at once', () => {
  it('install once, and both go on', async () => {
    const both = await Promise.all([project.run('size'), project.run('size')]);

    expect(both).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(lines(readFileSync(join(project.folder, 'npm.log'), 'utf8'))).toEqual(['run']);
  });

  it('do not wait for an owner of the lock that is gone', async () => {
    const noProcess = 2 ** 22 + 1;
    project.write(`.local/install.lock/${noProcess}`, '');

    expect(await project.run('size')).toMatchObject({ code: 0 });
  });
});

describe('a command that does not exist', () => {
  it('is refused with the names of those that do', async () => {
    const { code, stderr } = await project.run('strat');

    expect(code).toBe(1);
    expect(stderr).toContain(
      'Unknown command "strat". Known: start, test, test:localstack, check, load, bench, token, ops, deploy, destroy, smoke, cost, synth, size, sbom',
    );
  });
});
