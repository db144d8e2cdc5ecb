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
