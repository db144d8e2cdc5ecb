import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyEntry } from '../harness/checkout-copy.ts';

const JAVA_17 = `echo 'openjdk version "17.0.15" 2025-04-15' >&2`;
/** What npm leaves behind, slowly enough for a second copy to come by. */
const NPM =
  'echo run >> npm.log; sleep 0.5; mkdir -p node_modules; echo \'{"packages":{}}\' > node_modules/.package-lock.json';
let project: ReturnType<typeof copyEntry>;

beforeEach(() => {
  project = copyEntry();
  project.program('npm', NPM);
  project.write('cli/size.ts', "console.log('sizes', process.argv.slice(2).join(' '));");
  project.write('cli/start.ts', "console.log('started');");
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

    expect(code).toBe(2);
    expect(stderr).toContain(
      'Unknown command "strat". Known: start, console, place, load, fault, token, doctor, status, get, orders, open, failed, parked, lag, audit, tail, dlq, requeue, reconcile, retry, review, replay, backfill, sources, rebuild-dedup, ops, cost, deploy, smoke, destroy, emulator, synth, test, test:watch, test:localstack, check, bench, interop, model, prove, asyncapi, compare, package, new, size, sbom, completion',
    );
  });
});
