import { type GuardedProcess, startGuardedProcess, untilReady } from '../local/guarded-process.ts';

/** Beside other Java machines on two cores. */
const START_MS = 180_000;
const GRACE_MS = 10_000;

interface ServiceOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** Rejects until the service does its work. */
  readonly ready: () => Promise<void>;
}

export interface SupervisedService {
  /** As kill -9 does. */
  kill(): void;
  /** Ends it until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** Runs a service; where it dies it is started again, as a scheduler of containers would. Resolves when it is ready. */
export async function startSupervised({
  ready,
  name,
  logFile,
  ...command
}: ServiceOptions): Promise<SupervisedService> {
  let isWanted = true;
  let running: GuardedProcess | undefined;
  const start = async () => {
    const process = await startGuardedProcess({ ...command, logFile });
    running = process;
    void process.exited.then(() => (isWanted && running === process ? start() : undefined));
    return process;
  };
  const startReady = async () => {
    isWanted = true;
    await untilReady({ name, process: await start(), logFile, withinMs: START_MS }, ready);
  };
  const end = async () => {
    isWanted = false;
    await running?.stop(GRACE_MS);
  };
  await startReady();
  return { kill: () => running?.signal('SIGKILL'), pause: end, resume: startReady, stop: end };
}

/** @throws where nothing answers at its address, or it answers that it is not well */
export async function assertHealthy(url: string): Promise<void> {
  const response = await fetch(`${url}/health`);
  if (!response.ok) throw new Error(`it answers ${response.status}`);
}
