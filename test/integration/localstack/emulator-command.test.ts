import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../local/ports-and-folders.ts';
import { familyOf, nothingIsLeft } from '../../harness/processes.ts';
import { waitFor } from '../../harness/wait-for.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const { AWS_ENDPOINT_URL: given, ...environment } = process.env;
const COMMAND = `"${process.execPath}" bin/chargeonce.mjs emulator`;
const folder = mkdtempSync(join(tmpdir(), 'chargeonce-emulator-command-'));
const ports = {
  EMULATOR_PORT: await freePort(),
  KAFKA_PORT: await freePort(),
  KAFKA_CONTROLLER_PORT: await freePort(),
};
const env = {
  ...environment,
  ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Where an endpoint is given, nothing is installed that this command could start.
describe.skipIf(given !== undefined)('npm run emulator', { timeout: 600_000 }, () => {
  let running: ChildProcess;
  let output: string;

  beforeAll(async () => {
    ({ running, output } = await start(`exec ${COMMAND}`));
  });
  afterAll(() => running.kill('SIGKILL'));

  it('prints commands that deploy a stage and pay an order there, and so does the deployment', async () => {
    const commands = [...output.matchAll(/^ {2}((?:export|npm) .*)$/gm)].map(([, command]) => command);

    const { code, stdout } = await type(commands.join(' && '));

    expect(commands).toHaveLength(3);
    expect(stdout).toContain('Stage emulator works.');
    expect(code).toBe(0);
    const firstOrder = /A first order:\n([\s\S]*?)\nTry the whole way/.exec(stdout)?.[1] ?? '';
    expect(JSON.parse((await type(firstOrder)).stdout)).toMatchObject({ status: 'PLACED' });
    expect(stdout).toContain('Try the whole way: npm run smoke -- --stage emulator\n');
  });

  it('leaves no process and no port when it is ended by Ctrl-C', async () => {
    const family = familyOf(running.pid ?? 0);
    expect((await fetch(`http://127.0.0.1:${ports.EMULATOR_PORT}/_ministack/health`)).status).toBe(200);

    process.kill(-(running.pid ?? 0), 'SIGINT');

    await nothingIsLeft(family, ports);
    expect(running.exitCode).toBe(0);
  });

  it('leaves none either when whoever started it is killed', async () => {
    const { running: starter } = await start(`${COMMAND}; exit $?`);
    const family = familyOf(starter.pid ?? 0);

    starter.kill('SIGKILL');

    await nothingIsLeft(family, ports);
  });

  it('names the variable of a port that is in use', async () => {
    const server = createServer().listen(ports.EMULATOR_PORT, '127.0.0.1');
    await once(server, 'listening');

    const { code, stderr } = await type(COMMAND);

    server.close();
    expect(stderr).toContain(`Port ${ports.EMULATOR_PORT} is in use. Set EMULATOR_PORT to a free one`);
    expect(code).toBe(1);
  });
});

/** Types a line into a shell, and waits for its end. */
async function type(line: string) {
  const child = spawn('sh', ['-c', line], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}

/** In a process group of its own, as an interactive shell does it. */
async function start(line: string) {
  const file = join(folder, 'output.log');
  const log = openSync(file, 'w');
  const running = spawn('sh', ['-c', line], { cwd: ROOT, env, stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  const isDecided = () => readFileSync(file, 'utf8').includes('Ctrl-C ends') || running.exitCode !== null;
  await waitFor(isDecided, { within: 30_000, what: 'the emulator to be ready' });
  return { running, output: readFileSync(file, 'utf8') };
}
