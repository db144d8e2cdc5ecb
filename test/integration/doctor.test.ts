import { once } from 'node:events';
import { rmSync, utimesSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyEntry } from '../harness/checkout-copy.ts';
import { runChargeonce } from '../harness/run-chargeonce.ts';
import { freePorts } from '../harness/running-app.ts';

interface Check {
  readonly what: string;
  readonly outcome: 'ok' | 'warn' | 'fail';
  readonly found: string;
  readonly todo?: string;
}

const checksIn = (stdout: string): readonly Check[] => JSON.parse(stdout).checks;
const checkOf = (stdout: string, name: string) => checksIn(stdout).find(({ what }) => what === name);

describe('chargeonce doctor, before anything is installed', () => {
  let project: ReturnType<typeof copyEntry>;

  beforeEach(() => {
    project = copyEntry();
  });
  afterEach(() => rmSync(project.folder, { recursive: true }));

  it('fails for each program that is missing, says how it is installed, and installs nothing', async () => {
    project.program('java', `echo 'openjdk version "11.0.2" 2019-01-15' >&2`);

    const { code, stdout, stderr } = await project.run('doctor', '--json');

    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(checksIn(stdout)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ what: 'npm', outcome: 'fail', todo: 'apt-get install npm | brew install node@24' }),
        expect.objectContaining({ what: 'Java', outcome: 'fail', found: '11.0.2, wanted Java 17 or newer' }),
        expect.objectContaining({ what: 'Maven', outcome: 'fail' }),
        expect.objectContaining({ what: 'Python', outcome: 'warn' }),
        expect.objectContaining({ what: 'packages', outcome: 'warn', todo: 'npm ci installs it' }),
        expect.objectContaining({ what: 'Kafka', outcome: 'warn' }),
      ]),
    );
  });

  it('marks what fails and what to do in lines for a person, without colours in a pipe', async () => {
    const { stdout } = await project.run('doctor');

    expect(stdout).toMatch(/^FAIL {2}npm .*\n +-> apt-get install npm \| brew install node@24$/m);
    expect(stdout).toMatch(/^ok {4}Node /m);
    expect(stdout).not.toContain('\x1b');
  });

  it('warns of a clock that is behind the project', async () => {
    const tomorrow = Date.now() / 1_000 + 86_400;
    utimesSync(join(project.folder, 'package-lock.json'), tomorrow, tomorrow);

    expect(checkOf((await project.run('doctor', '--json')).stdout, 'clock')).toMatchObject({ outcome: 'warn' });
  });

  it('can not ask AWS without packages', async () => {
    const { code, stdout } = await project.run('doctor', '--stage', 'dev', '--json');

    expect(code).toBe(1);
    expect(checkOf(stdout, 'AWS')).toMatchObject({ outcome: 'fail', todo: expect.stringContaining('npm ci') });
  });
});

describe('chargeonce doctor', () => {
  /** Ports that are free, and no credentials for AWS. */
  const environment = async () => ({
    ...Object.fromEntries(Object.entries(await freePorts()).map(([name, port]) => [name, String(port)])),
    ...{ AWS_ACCESS_KEY_ID: '', AWS_PROFILE: '', AWS_EC2_METADATA_DISABLED: 'true' },
    ...{ AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
  });

  it('finds nothing wrong here, with every port that the system listens on', async () => {
    const { code, stdout } = await runChargeonce(await environment(), 'doctor', '--json');

    expect(checksIn(stdout).filter(({ outcome }) => outcome === 'fail')).toEqual([]);
    expect(code).toBe(0);
    expect(checksIn(stdout).map(({ what }) => what)).toEqual(expect.arrayContaining(Object.keys(await freePorts())));
  });

  it('says which process uses a port, and which variable names another one', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      const { code, stdout } = await runChargeonce(
        { ...(await environment()), KAFKA_PORT: String(port) },
        'doctor',
        '--json',
      );

      expect(code).toBe(1);
      const { found = '', todo = '' } = checkOf(stdout, 'KAFKA_PORT') ?? {};
      expect(found).toContain(`${port} is used by process ${process.pid} `);
      expect(todo).toContain('set KAFKA_PORT to a free port');
    } finally {
      server.close();
    }
  });

  it('fails for a data folder that can not be, and for a port that is none', async () => {
    const env = { ...(await environment()), CHARGEONCE_DATA_DIR: resolve('package.json/data'), API_PORT: 'x' };

    const { code, stdout } = await runChargeonce(env, 'doctor', '--json');

    expect(code).toBe(1);
    expect(checkOf(stdout, 'data folder')).toMatchObject({ outcome: 'fail', todo: 'set CHARGEONCE_DATA_DIR' });
    expect(checkOf(stdout, 'API_PORT')).toMatchObject({ outcome: 'fail', found: 'x is no port' });
  });

  it('says that there are no credentials for a stage, and what to do', async () => {
    const { code, stdout } = await runChargeonce(await environment(), 'doctor', '--stage', 'dev', '--json');

    expect(code).toBe(1);
    expect(checkOf(stdout, 'AWS credentials')).toMatchObject({
      outcome: 'fail',
      found: expect.stringContaining('There are no AWS credentials: sign in'),
    });
  });

  it.each([[['--nonsense']], [['extra']]])('ends with 2 when it is used wrongly: %j', async (args) => {
    expect(await runChargeonce({}, 'doctor', ...args)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('What it takes: chargeonce doctor --help'),
    });
  });
});
