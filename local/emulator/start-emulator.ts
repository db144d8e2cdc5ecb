import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type GuardedProcess, startGuardedProcess, untilReady } from '../guarded-process.ts';
import { assertPortFree } from '../ports-and-folders.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, '.local/emulator/venv/bin/ministack');

interface EmulatorOptions {
  /** Its scratch files and its log. */
  readonly folder: string;
  readonly port: number;
}

export interface Emulator extends GuardedProcess {
  readonly endpoint: string;
}

/** Starts an AWS emulator, on the loopback address; resolves when it answers. It forgets everything at its end. */
export async function startEmulator({ folder, port }: EmulatorOptions): Promise<Emulator> {
  await assertPortFree({ port, variable: 'EMULATOR_PORT' });
  const scratch = join(resolve(folder), 'scratch');
  mkdirSync(scratch, { recursive: true });
  // Its workers are CommonJS scripts in this folder; below a package of ES modules they would not load.
  writeFileSync(join(scratch, 'package.json'), '{"type":"commonjs"}');
  const logFile = join(folder, 'emulator.log');
  const process = await startGuardedProcess({
    command: 'env',
    args: ['-i', ...environment(scratch, port), PROGRAM],
    logFile,
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await untilReady({ name: 'The emulated endpoint', process, logFile, withinMs: 60_000 }, () => health(endpoint));
  return { ...process, endpoint };
}

/** Nothing else of ours: its functions would inherit it. They run under the first `node` on PATH. */
const environment = (scratch: string, port: number) => [
  `PATH=${join(ROOT, 'node_modules/.bin')}:${process.env['PATH']}`,
  'LANG=C.UTF-8',
  'BIND_HOST=127.0.0.1',
  `GATEWAY_PORT=${port}`,
  'LAMBDA_EXECUTOR=local',
  // Services that would listen on ports of their own.
  'IOT_MTLS_ENABLED=0',
  'SFTP_ENABLED=0',
  `TMPDIR=${scratch}`,
  'AWS_ACCESS_KEY_ID=test',
  'AWS_SECRET_ACCESS_KEY=test',
];

async function health(endpoint: string) {
  const { status } = await fetch(`${endpoint}/_ministack/health`);
  if (status !== 200) throw new Error(`its health is ${status}`);
}
