import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { OrderStep } from '../../local/order-progress.ts';
import { freePort } from '../../local/ports-and-folders.ts';
import { familyOf, nothingIsLeft } from './processes.ts';
import { waitFor } from './wait-for.ts';

/** Where a running app is to be found. */
export interface AppAddress {
  readonly ports: Readonly<Record<(typeof PORTS)[number], number>>;
  readonly dataDir: string;
  /** The file with the lines that it prints. */
  readonly output: string;
  readonly pids: { readonly runner: number; readonly kafka: number; readonly dynamodb: number };
}

interface StartOptions {
  /** The checkout to run. */
  readonly root?: string;
  readonly folder?: string;
  readonly ports?: AppAddress['ports'];
  /** More of its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface StartedApp extends AppAddress {
  /** Ends it with a signal; answers the exit code once no process and no port is left, in 5 seconds at most. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Starts it again, on the same ports and data. */
  startAgain(): Promise<StartedApp>;
  /** Ends it, if it still runs, and removes its data. */
  remove(): Promise<void>;
}

const PORTS = [
  'API_PORT',
  'CONSOLE_PORT',
  'GATEWAY_PORT',
  'DYNAMODB_PORT',
  'KAFKA_PORT',
  'KAFKA_CONTROLLER_PORT',
] as const;

/** Starts the app as `npm start` does, with ports and data of its own. */
export async function startApp(options: StartOptions = {}): Promise<StartedApp> {
  const { folder = mkdtempSync(join(tmpdir(), 'chargeonce-app-')), ports = await freePorts() } = options;
  const [dataDir, output] = [join(folder, 'data'), join(folder, 'output.log')];
  const runner = spawnRunner({ ...options, ports, dataDir, output });
  const pids = { runner: runner.pid ?? 0, ...(await pidsWhenReady(runner, output)) };
  const end = async (signal: NodeJS.Signals) => {
    const family = familyOf(pids.runner);
    // Ctrl-C in a terminal reaches the whole group.
    process.kill(signal === 'SIGINT' ? -pids.runner : pids.runner, signal);
    await nothingIsLeft(family, ports);
    await waitFor(() => !isRunning(runner), { within: 1_000, what: 'the exit code' });
    return runner.exitCode;
  };
  return {
    ports,
    dataDir,
    output,
    pids,
    end,
    startAgain: () => startApp({ ...options, folder, ports }),
    async remove() {
      if (isRunning(runner)) await end('SIGTERM');
      rmSync(folder, { recursive: true });
    },
  };
}

export async function freePorts(): Promise<AppAddress['ports']> {
  const [API_PORT, GATEWAY_PORT, DYNAMODB_PORT] = [await freePort(), await freePort(), await freePort()];
  return {
    API_PORT,
    CONSOLE_PORT: await freePort(),
    GATEWAY_PORT,
    DYNAMODB_PORT,
    KAFKA_PORT: await freePort(),
    KAFKA_CONTROLLER_PORT: await freePort(),
  };
}

/** Starts the runner alone. Its output goes to a file: a pipe that nobody reads would hold it up. */
export function spawnRunner({ root = resolve(import.meta.dirname, '../..'), ...app }: SpawnOptions): ChildProcess {
  const log = openSync(app.output, 'w');
  const ports = Object.entries(app.ports).map(([name, port]) => [name, String(port)]);
  const runner = spawn(process.execPath, [join(root, 'cli/start.ts'), '--json'], {
    cwd: root,
    env: { ...process.env, ...Object.fromEntries(ports), DATA_DIR: app.dataDir, ...app.env },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  return runner;
}

type SpawnOptions = Pick<StartOptions, 'root' | 'env'> & Omit<AppAddress, 'pids'>;

async function pidsWhenReady(runner: ChildProcess, output: string) {
  const isDecided = () => readOutput(output).ready !== undefined || !isRunning(runner);
  await waitFor(isDecided, { within: 60_000, what: 'the app to be ready' });
  const { ready } = readOutput(output);
  if (ready) return ready.pids;
  throw new Error(`The app ended before it was ready: ${readFileSync(output, 'utf8')}`);
}

const isRunning = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;

/** A line that the runner prints with `--json`. */
type Line =
  | { readonly ready: { readonly pids: { readonly kafka: number; readonly dynamodb: number } } }
  | { readonly info: string }
  | { readonly failed: string }
  | OrderStep;

/** What the runner has printed so far; a line that is still being written is left out. */
export function readOutput(file: string) {
  const lines: Line[] = readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  return {
    ready: lines.find((line) => 'ready' in line)?.ready,
    failed: lines.find((line) => 'failed' in line)?.failed,
    infos: lines.flatMap((line) => ('info' in line ? line.info : [])),
    steps: lines.filter((line) => 'orderId' in line),
  };
}
