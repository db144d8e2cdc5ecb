/** A running poller of one event source mapping. */
export interface EventSource {
  /** Settles when the poller has ended: rejects when it refuses to go on. Left unhandled, a refusal ends the process. */
  readonly ended: Promise<void>;
  /** Abandons the running invocation and leaves no timer or connection. */
  stop(): Promise<void>;
}

/** Gives a poller's work a stop signal and an end. */
export function startEventSource(work: (signal: AbortSignal) => Promise<void>): EventSource {
  const stopping = new AbortController();
  const ended = work(stopping.signal).catch((error: unknown) => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    throw error;
  });
  return {
    ended,
    stop: async () => {
      stopping.abort();
      await Promise.allSettled([ended]);
    },
  };
}

/** The outcome of some work, or the signal's reason as soon as the source is stopped. */
export function orStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const stop = () => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  work.then(resolve, reject);
  return promise.finally(() => signal.removeEventListener('abort', stop));
}

/** After work; Lambda polls a shard four times a second, and so does this while nothing comes. */
const AFTER_WORK_MS = 40;
const LONGEST_MS = 250;
/** Once nothing came for five seconds, where whoever writes wakes it: then others only, such as a command, have to wait so long. */
const QUIET = { looks: 20, pauseMs: 1_000 };
/**
 * Between two looks, also when woken: twice as long as a look took, within these limits. So looks take a third of the time at
 * most, and under load each brings more records.
 */
const LEAST_MS = { perLook: 2, from: 5, to: 60 };

export interface Idle {
  /** Pauses: shortly after work, longer and longer while there is none. */
  rest(): Promise<void>;
  /** There was work: the next pause is short, unless somebody has ever woken it and so will again. */
  busy(): void;
  /** Shortens the pause, or the next one, to the least: there may be work now. */
  wake(): void;
}

export function createIdle(signal: AbortSignal): Idle {
  let pause = AFTER_WORK_MS;
  let isWoken = false;
  let looks = 0;
  let woken = Promise.withResolvers<undefined>();
  let restedAt = performance.now();
  return {
    async rest() {
      const least = Promise.withResolvers<undefined>();
      const leastMs = LEAST_MS.perLook * (performance.now() - restedAt);
      const timers = [
        setTimeout(() => least.resolve(undefined), Math.min(Math.max(leastMs, LEAST_MS.from), LEAST_MS.to)),
        setTimeout(() => woken.resolve(undefined), isWoken && looks >= QUIET.looks ? QUIET.pauseMs : pause),
      ];
      looks += 1;
      pause = Math.min(pause * 2, LONGEST_MS);
      await orStopped(Promise.all([least.promise, woken.promise]), signal).finally(() => timers.forEach(clearTimeout));
      woken = Promise.withResolvers();
      restedAt = performance.now();
    },
    busy: () => {
      // Who is woken need not look for more: a look takes as much CPU as a write.
      pause = isWoken ? LONGEST_MS : AFTER_WORK_MS;
      looks = 0;
    },
    wake: () => {
      isWoken = true;
      looks = 0;
      woken.resolve(undefined);
    },
  };
}
