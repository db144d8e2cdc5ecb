import type { GuardedProcess } from './guarded-process.ts';

/** A server that is started again when it ends: it may be killed on purpose, or its disk be full for a while. */
interface Supervised {
  pid(): number;
  stop(): Promise<void>;
}

interface SuperviseOptions {
  readonly name: string;
  readonly start: () => Promise<GuardedProcess>;
  readonly log: (message: string) => void;
  /** Waits for so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

const RESTART_AFTER_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;
const GRACE_MS = 4_000;

/** Rejects where the first start fails; every later one is tried until it succeeds. */
export async function supervise({ name, start, log, pause }: SuperviseOptions): Promise<Supervised> {
  let current = await start();
  let stopping = false;
  const startAgain = async (pauseMs = RESTART_AFTER_MS): Promise<GuardedProcess | undefined> => {
    await pause(pauseMs);
    if (stopping) return undefined;
    try {
      return await start();
    } catch (error) {
      const next = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      log(`${name} can't be started; the next try is in ${next / 1_000} s. ${reasonOf(error)}`);
      return startAgain(next);
    }
  };
  const keepRunning = async () => {
    for (;;) {
      const { signal, code } = await current.exited;
      if (stopping) return;
      log(`${name} ended (${signal ?? code}); it is started again`);
      const next = await startAgain();
      if (next === undefined) return;
      current = next;
      log(`${name} runs again`);
    }
  };
  void keepRunning();
  return {
    pid: () => current.pid,
    async stop() {
      stopping = true;
      await current.stop(GRACE_MS);
    },
  };
}

/** The first line: the end of the server's log would come again with each try. */
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0];
