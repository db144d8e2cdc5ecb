import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyEntry } from '../harness/checkout-copy.ts';
import { nothingIsLeft } from '../harness/processes.ts';
import { waitFor } from '../harness/wait-for.ts';

const JAVA_17 = `echo 'openjdk version "17.0.15" 2025-04-15' >&2`;
const NPM = 'mkdir -p node_modules; echo \'{"packages":{}}\' > node_modules/.package-lock.json';
let project: ReturnType<typeof copyEntry>;

beforeEach(() => {
  project = copyEntry();
  project.program('npm', NPM);
  project.write('cli/size.ts', '');
});

afterEach(() => rmSync(project.folder, { recursive: true }));

const lines = (text: string) => text.trimEnd().split('\n');

describe('what a command needs', () => {
  beforeEach(() => project.write('cli/test.ts', "console.log('tested');"));

  it.each([[['test/unit']], [['./test/unit/local', 'test/model']], [['--help']]])(
    'is no server for the tests %j',
    async (args) => {
      expect(await project.run('test', ...args)).toMatchObject({ code: 0, stdout: 'tested\n' });
    },
  );

  it.each([[['test/ports']], [['test/integration/app']], [['test/unit', 'test/ports']]])(
    'is Java and no Python for the tests %j',
    async (args) => {
      expect((await project.run('test', ...args)).stderr).toContain('needs Java 17');
      project.program('java', JAVA_17);
      project.program('mvn', 'exit 1');

      expect((await project.run('test', ...args)).stderr).toContain("Installing Kafka's jars");
    },
  );

  it.each([[[]], [['test/integration']], [['--project', 'localstack']], [['test/unitary']]])(
    'is everything for the tests %j',
    async (args) => {
      project.program('java', JAVA_17);
      project.program('mvn', 'exit 0');

      expect((await project.run('test', ...args)).stderr).toContain('needs Python');
    },
  );
});

describe('an installation that takes long', () => {
  it('ends with the command that waits for it', async () => {
    project.program('npm', 'echo $$ > npm.pid; sleep 60; echo late > late');
    const child = project.start('size');
    const npm = await waitFor(() => Number(readFileSync(join(project.folder, 'npm.pid'), 'utf8')), {
      within: 10_000,
      what: 'npm',
    });

    child.kill('SIGINT');

    await nothingIsLeft([npm, child.pid ?? 0], {});
  });

  it('says for how long it has been going on', async () => {
    project.program('npm', `sleep 6; ${NPM}`);

    const { stderr } = await project.run('size');

    expect(lines(stderr)[1]).toBe('Installing Node packages … 5 s');
  });

  it('is refused in words where nothing can be written', async () => {
    project.write('.local', 'a file');

    const { code, stderr } = await project.run('size');

    expect(code).toBe(1);
    expect(lines(stderr)).toEqual([expect.stringMatching(/^Nothing can be installed in .*: E/)]);
  });
});
